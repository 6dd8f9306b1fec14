// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.mux.structure.Arguments;
import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.LazyStreams;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.Signature;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The streamers of a mux with their weights, or a shard's part of them, each with the number that it has in the whole. Immutable.
 *
 * @param <T> type of a sample
 */
@PublicEvolving
public final class Pool<T> implements FixedPool {

    private static final long serialVersionUID = 1;

    private final List<Streamer<T>> streams;

    /** Null where the number of a stream is its index. */
    private final int[] ids;

    private final double[] weights;
    private final double[] fractions;
    private final double portion;

    private Pool(List<Streamer<T>> streams, int[] ids, double[] weights, double[] fractions, double portion) {
        this.streams = streams;
        this.ids = ids;
        this.weights = weights;
        this.fractions = fractions;
        this.portion = portion;
    }

    /**
     * A pool of streams that all count the same.
     *
     * @param streams copied, but for {@link LazyStreams}
     */
    @SuppressWarnings("unchecked") // a list that is only read may be one of a supertype
    public static <T> Pool<T> of(List<? extends Streamer<T>> streams) {
        return new Pool<>(
                streams instanceof LazyStreams ? (List<Streamer<T>>) streams : List.copyOf(streams),
                null,
                null,
                null,
                1);
    }

    /**
     * The same streams with weights.
     *
     * @param weights a weight ≥ 0 for each stream, of any sum; copied. Null: all count the same. A mux refuses what is wrong
     */
    public Pool<T> weights(double... weights) {
        return new Pool<>(streams, ids, weights == null ? null : weights.clone(), fractions, portion);
    }

    /** The same with weights of sum 1. */
    Pool<T> checked() {
        if (streams.isEmpty()) {
            throw new IllegalArgumentException("there are no streams to pick from");
        }
        return weights == null
                ? this
                : new Pool<>(streams, ids, Arguments.weights(weights, size()), fractions, portion);
    }

    // ---- what a policy sees

    @Override
    public int size() {
        return streams.size();
    }

    @Override
    public double[] weights() {
        return weights;
    }

    @Override
    public double[] fractions() {
        return fractions;
    }

    @Override
    public double portion() {
        return portion;
    }

    @Override
    public long[] knownLengths() {
        if (streams instanceof LazyStreams || streams.stream().allMatch(stream -> stream.knownLength() < 0)) {
            return null;
        }
        return streams.stream().mapToLong(Streamer::knownLength).toArray();
    }

    @Override
    public boolean finite() {
        return streams instanceof LazyStreams<T> lazy
                ? lazy.model().finite()
                : streams.stream().allMatch(Streamer::finite);
    }

    // ---- parts

    /**
     * The part of a shard. May be empty.
     *
     * @throws IllegalArgumentException if a stream cannot be cut so finely
     */
    Pool<T> part(Cut part, Sharding sharding) {
        PoolPart dealt = PoolPart.of(this, part, sharding);
        int[] numbers = ids == null
                ? dealt.indexes()
                : Arrays.stream(dealt.indexes()).map(this::id).toArray();
        return new Pool<>(
                streamsOf(dealt), numbers, dealt.pick(weights), dealt.fractionsOf(fractions), portion * part.size());
    }

    private List<Streamer<T>> streamsOf(PoolPart dealt) {
        int[] indexes = dealt.indexes();
        if (streams instanceof LazyStreams<T> lazy) {
            return LazyPart.of(lazy, indexes, dealt.cuts());
        }
        List<Streamer<T>> part = new ArrayList<>(indexes.length);
        for (int i = 0; i < indexes.length; i++) {
            Streamer<T> stream = get(indexes[i]);
            Cut cut = dealt.cuts().get(i);
            part.add(cut.isWhole() ? stream : stream.cut(cut));
        }
        return List.copyOf(part);
    }

    boolean divisible(int stream) {
        return streams instanceof LazyStreams<T> lazy
                ? lazy.model().divisible()
                : get(stream).divisible();
    }

    // ---- streams

    /** Makes the streams ready to be got. */
    void load() throws IOException {
        if (streams instanceof LazyStreams<T> lazy) {
            lazy.load();
        }
    }

    Streamer<T> get(int stream) {
        return streams.get(stream);
    }

    @Override
    public int id(int stream) {
        return ids == null ? stream : ids[stream];
    }

    /** The numbers in the whole of all streams, rising. */
    int[] ids() {
        return IntStream.range(0, size()).map(this::id).toArray();
    }

    /** The most readers that the streams hold open at a time under a policy. */
    long maxOpen(Policy policy) {
        return streams instanceof LazyStreams<T> lazy
                ? policy.slots(size()) * lazy.model().maxOpen()
                : policy.most(streams.stream().mapToLong(Streamer::maxOpen).toArray());
    }

    void sign(Signature signature) {
        if (weights != null) {
            signature.add("weights " + Arrays.hashCode(weights));
        }
        signature.add("{");
        if (streams instanceof LazyStreams<T> lazy) {
            lazy.sign(signature);
        } else {
            streams.forEach(stream -> stream.sign(signature));
        }
        signature.add("}");
    }
}
