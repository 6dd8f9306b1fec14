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
    private final WeightSchedule schedule;
    private final WeightRevisions revisions;

    private Pool(
            List<Streamer<T>> streams,
            int[] ids,
            double[] weights,
            double[] fractions,
            double portion,
            WeightSchedule schedule,
            WeightRevisions revisions) {
        this.streams = streams;
        this.ids = ids;
        this.weights = weights;
        this.schedule = schedule;
        this.revisions = revisions;
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
                1,
                WeightSchedule.none(),
                WeightRevisions.NONE);
    }

    /**
     * The same streams with weights.
     *
     * @param weights a weight ≥ 0 for each stream, of any sum; copied. Null: all count the same. A mux refuses what is wrong
     */
    public Pool<T> weights(double... weights) {
        return new Pool<>(
                streams, ids, weights == null ? null : weights.clone(), fractions, portion, schedule, revisions);
    }

    /**
     * The same streams with weights that change while a run is under way. They need weights to begin with. A mux whose policy cannot follow
     * them refuses them; {@link io.pescador.flink.mux.stochastic.StochasticPolicy} follows them. Default: they stay as they are.
     */
    public Pool<T> schedule(WeightSchedule changes) {
        return new Pool<>(streams, ids, weights, fractions, portion, changes, revisions);
    }

    /** The same with weights of sum 1. */
    Pool<T> checked() {
        if (streams.isEmpty()) {
            throw new IllegalArgumentException("there are no streams to pick from");
        }
        if (weights == null) {
            if (!schedule.changes().isEmpty()) {
                throw new IllegalArgumentException(
                        "there is a schedule, but no weights with which the run begins: give the pool weights");
            }
            return this;
        }
        double[] first = Arguments.weights(weights, size());
        return new Pool<>(streams, ids, first, fractions, portion, schedule, WeightRevisions.of(schedule, first));
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
    public WeightRevisions revisions() {
        return revisions;
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
        if (!revisions.isEmpty()) {
            refuseIndivisible();
        }
        // What is dealt by weight at the beginning would not be after a revision.
        PoolPart dealt = PoolPart.of(this, part, revisions.isEmpty() ? sharding : Sharding.EACH_CUT);
        int[] numbers = ids == null
                ? dealt.indexes()
                : Arrays.stream(dealt.indexes()).map(this::id).toArray();
        return new Pool<>(
                streamsOf(dealt),
                numbers,
                dealt.pick(weights),
                dealt.fractionsOf(fractions),
                portion * part.size(),
                schedule,
                revisions.of(dealt));
    }

    private void refuseIndivisible() {
        for (int stream = 0; stream < size(); stream++) {
            if (!divisible(stream)) {
                throw new IllegalArgumentException(
                        "weights that change need a part of each stream in each shard, and \""
                                + get(stream).name() + "\" cannot be divided: use 1 shard, or leave out the schedule");
            }
        }
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
        if (!revisions.isEmpty()) {
            signature.add(revisions.settings());
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
