// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.group.Grouping;
import io.pescador.flink.streamer.items.Items;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.items.Rows;
import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActiveStream;
import io.pescador.flink.streamer.spi.Signature;
import io.pescador.flink.streamer.state.ItemCodec;

import org.apache.flink.annotation.PublicEvolving;

import org.apache.commons.rng.UniformRandomProvider;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * A description of a stream that can be opened again and again (pescador's {@code Streamer}).
 *
 * <p>Each activation is fresh and independent: a streamer can be active many times at once, and its active streams share no mutable
 * state. Muxes are streamers made of streamers, and every combinator here gives a streamer again, so that they nest to any depth.
 * Streamers are immutable and serializable, hence so must be whatever functions they are given.
 *
 * @param <T> type of a sample
 */
@PublicEvolving
public interface Streamer<T> extends Serializable {

    /**
     * Opens the stream, or goes on with one that was saved.
     *
     * @throws IOException if {@link ActivationContext#state()} is not the state of such a stream
     */
    ActiveStream<T> activate(ActivationContext context) throws IOException;

    /** Whether every activation ends. Static: what cannot be known counts as endless. */
    boolean finite();

    /**
     * The part of this streamer that lies between two fractions of it; the parts of a whole have each finite item exactly once.
     *
     * @throws IllegalArgumentException if it cannot be cut so finely; the message names what can't, and both numbers
     */
    Streamer<T> cut(Cut part);

    /** Whether {@link #cut} divides the items. Otherwise a mux deals the whole streamer to one of its parts. */
    default boolean divisible() {
        return true;
    }

    /**
     * Whether {@link #cycle()} makes of it a stream that every part gets all of, under a seed of its own: so it is with leaves, which then
     * never end. The streams of a mux are divided all the same.
     */
    default boolean wholeWhenCycled() {
        return true;
    }

    /**
     * How many samples an activation gives, if that is known without opening anything; less than 0 if not. A hint: weighted muxes give
     * streams of known length their shares from the first draw on, and have to learn the lengths of others.
     */
    default long knownLength() {
        return -1;
    }

    /** The most readers that an activation holds open at a time. */
    default long maxOpen() {
        return 1;
    }

    /**
     * Whether it may be {@linkplain ActivationContext#early() opened early}: whether that hides any waiting, and leaves no trace if it was in vain.
     */
    default boolean canOpenEarly() {
        return false;
    }

    /** Adds what this streamer is to a signature: state is only resumed under an equal one. */
    default void sign(Signature signature) {
        signature.leaf(name());
    }

    /** The signature of the whole tree. */
    default Signature signature() {
        Signature signature = new Signature();
        sign(signature);
        return signature;
    }

    /** What messages call this streamer. */
    default String name() {
        return getClass().getSimpleName();
    }

    // ---- leaves

    /** A stream of the given items, in order. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    static <T> Streamer<T> of(T... items) {
        return of(Arrays.asList(items));
    }

    /** A stream of the given items, in order. */
    static <T> Streamer<T> of(List<T> items) {
        return ListStreamer.of(items);
    }

    /** A stream of items that know how to skip. It counts as endless unless {@link ItemsStreamer#finite(boolean) declared} finite. */
    static <T> ItemsStreamer<T> items(Items<T> items) {
        return new ItemsStreamer<>(items, false);
    }

    /**
     * A stream from a generator, as short as a Python generator function:
     * {@code Streamer.generate(rng -> Stream.generate(rng::nextInt).iterator())}.
     *
     * <p>It is resumed by replay: the generator is run again from its seed and what was taken already is thrown away, so going on costs
     * as much as it took to get there. Write an {@link Items} where that is too much. All randomness must come from the generator's
     * argument. It counts as endless unless {@link ItemsStreamer#finite(boolean) declared} finite.
     */
    static <T> ItemsStreamer<T> generate(Generator<T> generator) {
        return new ItemsStreamer<>(new GeneratedItems<>(generator), false);
    }

    /** A stream of the rows of a file or table in the given order. */
    static <T> RowsStreamer<T> rows(Rows<T> rows, RowOrder order) {
        return new RowsStreamer<>(rows, order);
    }

    // ---- combinators

    /** Each sample as {@code function} maps it. */
    default <R> Streamer<R> map(SerializableFunction<? super T, ? extends R> function) {
        return new MapStreamer<>(this, (item, random) -> function.apply(item));
    }

    /**
     * Each sample as {@code function} maps it, with randomness that depends only on the activation and the sample's number in it: the
     * same augmentation is made after a failure, and at any parallelism.
     */
    default <R> Streamer<R> map(SeededFunction<? super T, ? extends R> function) {
        return new MapStreamer<>(this, function);
    }

    /** The samples that {@code predicate} accepts. */
    default Streamer<T> filter(SerializablePredicate<? super T> predicate) {
        return new FilterStreamer<>(this, predicate);
    }

    /** At most {@code n} samples an activation. Nothing is read beyond them. Divided among shards. */
    default Streamer<T> maxIter(long n) {
        return LimitStreamer.of(this, n);
    }

    /** Again and again, in a new order each time. A pass that gives nothing ends it. */
    default Streamer<T> cycle() {
        return cycle(true);
    }

    /**
     * Again and again. A pass that gives nothing ends it.
     *
     * @param reshuffle whether each pass has a seed, hence an order, of its own
     */
    default Streamer<T> cycle(boolean reshuffle) {
        return RepeatStreamer.endless(this, reshuffle);
    }

    /** {@code n} whole passes, each in a new order. A pass that gives nothing ends it. */
    default Streamer<T> epochs(long n) {
        return epochs(n, true);
    }

    /**
     * {@code n} whole passes. A pass that gives nothing ends it.
     *
     * @param reshuffle whether each pass has a seed, hence an order, of its own
     * @throws IllegalArgumentException if {@code n} is below 1, or this streamer is endless, so that the first pass would never end
     */
    default Streamer<T> epochs(long n, boolean reshuffle) {
        return RepeatStreamer.passes(this, n, reshuffle);
    }

    /**
     * Batches of {@code size} samples (pescador's {@code buffer_stream}); a last one of fewer is dropped.
     *
     * @param codec how samples that wait for their batch are saved
     */
    default <B> Streamer<B> buffer(int size, Batcher<T, B> batcher, ItemCodec<T> codec) {
        return buffer(size, false, batcher, codec);
    }

    /**
     * Batches of {@code size} samples (pescador's {@code buffer_stream}).
     *
     * @param partial whether a last batch of fewer is given too
     * @param codec how samples that wait for their batch are saved
     */
    default <B> Streamer<B> buffer(int size, boolean partial, Batcher<T, B> batcher, ItemCodec<T> codec) {
        return BufferStreamer.of(this, size, partial, batcher, codec);
    }

    /**
     * Batches of samples that go together: of like length, or of different keys.
     *
     * <pre>{@code
     * streamer.group(LengthBuckets.ofUnits(8192, "ids", sample -> sample.get("ids").length(0)),
     *         true, Padding.of("ids", 0)::stack, SampleItems.CODEC);
     * }</pre>
     *
     * @param partial whether what waits at the end is given too, in smaller batches
     * @param codec how samples that wait for their batch are saved
     */
    default <B> Streamer<B> group(Grouping<T> grouping, boolean partial, Batcher<T, B> batcher, ItemCodec<T> codec) {
        return new GroupStreamer<>(this, grouping, partial, batcher, codec);
    }

    /**
     * Replays samples at random (pescador's {@code cache}): the first {@code n} pass in order and are kept; then, for each sample given,
     * with probability {@code fresh} a new one that replaces a kept one at random, else a kept one. Ends when a new one is wanted and there
     * is none.
     *
     * @param codec how kept samples are saved
     */
    default Streamer<T> cache(int n, double fresh, ItemCodec<T> codec) {
        return CacheStreamer.of(this, n, fresh, codec);
    }

    /**
     * Goes on without this streamer where it fails: it is opened again where it failed, up to {@code retries} times in a row, then dropped
     * for good, counted and reported. Without this a failure fails the job.
     */
    default Streamer<T> skipOnError(int retries) {
        return SkippingStreamer.of(this, retries);
    }

    /** The same stream, never divided: a mux deals the whole of it to one shard. */
    default Streamer<T> undivided() {
        return new UndividedStreamer<>(this);
    }

    // ---- the plain loop

    /** The samples of shard 0 of 1 under a seed, one after the other, without Flink. */
    default Iterable<T> iterate(long seed) {
        return iterate(seed, Long.MAX_VALUE);
    }

    /** At most {@code maxIter} samples of shard 0 of 1 under a seed, one after the other, without Flink. */
    default Iterable<T> iterate(long seed, long maxIter) {
        return () -> Sampling.start(this, seed).iterator(maxIter);
    }

    // ---- functions

    /** A function that can be sent to where it runs. */
    @FunctionalInterface
    interface SerializableFunction<T, R> extends Function<T, R>, Serializable {}

    /** A function with randomness of its own. */
    @FunctionalInterface
    interface SeededFunction<T, R> extends Serializable {
        R apply(T item, UniformRandomProvider random);
    }

    /** A predicate that can be sent to where it runs. */
    @FunctionalInterface
    interface SerializablePredicate<T> extends Serializable {
        boolean test(T item);
    }

    /** Makes the items of one activation; all randomness must come from the argument. */
    @FunctionalInterface
    interface Generator<T> extends Serializable {
        Iterator<T> generate(UniformRandomProvider random);
    }

    /** Makes a batch of samples. */
    @FunctionalInterface
    interface Batcher<T, B> extends Serializable {

        /**
         * @param samples at least one; may be kept
         * @throws IOException if they do not fit together; the message names the two that don't
         */
        B batch(List<T> samples) throws IOException;

        /** Its settings in words, where state must only be resumed under the same ones; default: none. */
        default String words() {
            return "";
        }
    }
}
