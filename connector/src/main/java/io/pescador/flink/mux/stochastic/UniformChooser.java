// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.structure.RankedBitSet;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.commons.rng.UniformRandomProvider;

import java.io.IOException;
import java.util.function.IntToLongFunction;

/**
 * StreamChooser that are chosen uniformly at random; one that is only a part of a stream (a shard's) counts by its fraction.
 *
 * <p>Choosing tries numbers until one is a candidate, which keeps the choice the same while others come and go (so that it can be foreseen);
 * after {@value #TRIES} failures it takes the candidate of a random rank. O(1) expected, O(log n) at most.
 */
final class UniformChooser implements StreamChooser {

    private static final int TRIES = 16;

    private final double[] fractions;
    private final int[] partial;
    private final RankedBitSet ids;
    private final int streams;
    private final int most;

    private UniformChooser(double[] fractions, int streams, RankedBitSet ids, int most) {
        this.fractions = fractions;
        this.streams = streams;
        this.ids = ids;
        this.most = most;
        partial = partial(fractions);
    }

    /**
     * @param fractions how much of each stream there is, 0 for one that is no candidate; null for all of each
     */
    static UniformChooser of(double[] fractions, int streams) {
        RankedBitSet ids = all(fractions, streams);
        return new UniformChooser(fractions, streams, ids, ids.size());
    }

    /** The candidates of an open pool: none yet. */
    static UniformChooser none(int streams) {
        return new UniformChooser(null, streams, RankedBitSet.empty(streams), 0);
    }

    static UniformChooser restore(double[] fractions, int streams, StateIn in) throws IOException {
        RankedBitSet all = all(fractions, streams);
        RankedBitSet ids = RankedBitSet.restore(streams, in);
        for (int stream = 0; fractions != null && stream < streams; stream++) {
            if (ids.contains(stream) && !all.contains(stream)) {
                throw in.damaged("stream " + stream + " has no weight, and may not be a candidate");
            }
        }
        return new UniformChooser(fractions, streams, ids, all.size());
    }

    private static RankedBitSet all(double[] fractions, int streams) {
        RankedBitSet ids = RankedBitSet.full(streams);
        for (int stream = 0; fractions != null && stream < streams; stream++) {
            if (fractions[stream] == 0) {
                ids.remove(stream);
            }
        }
        return ids;
    }

    private static int[] partial(double[] fractions) {
        if (fractions == null) {
            return new int[0];
        }
        return java.util.stream.IntStream.range(0, fractions.length)
                .filter(i -> fractions[i] > 0 && fractions[i] < 1)
                .toArray();
    }

    @Override
    public int size() {
        return ids.size();
    }

    @Override
    public int choose(UniformRandomProvider random) {
        if (partial.length == 0) {
            return any(random);
        }
        double parts = 0;
        int whole = ids.size();
        for (int stream : partial) {
            if (ids.contains(stream)) {
                parts += fractions[stream];
                whole--;
            }
        }
        double u = random.nextDouble() * (whole + parts) - whole;
        if (u < 0) {
            int stream = any(random);
            while (fractions[stream] < 1) {
                stream = any(random);
            }
            return stream;
        }
        int last = Picker.NONE;
        for (int stream : partial) {
            if (ids.contains(stream)) {
                last = stream;
                u -= fractions[stream];
                if (u < 0) {
                    break;
                }
            }
        }
        return last;
    }

    /** Choices do not depend on one another, but where one takes away what the other would have. */
    @Override
    public int foresee(int ahead, IntToLongFunction quotas, UniformRandomProvider random) {
        return choose(random);
    }

    private int any(UniformRandomProvider random) {
        for (int i = 0; i < TRIES; i++) {
            int stream = random.nextInt(streams);
            if (ids.contains(stream)) {
                return stream;
            }
        }
        return ids.get(random.nextInt(ids.size()));
    }

    @Override
    public boolean contains(int stream) {
        return ids.contains(stream);
    }

    @Override
    public int most() {
        return most;
    }

    @Override
    public void take(int stream) {
        ids.remove(stream);
    }

    @Override
    public void put(int stream) {
        ids.add(stream);
    }

    @Override
    public void drop(int stream) {
        ids.remove(stream);
    }

    @Override
    public StreamChooser entered(int stream, double[] weights) {
        ids.add(stream);
        return this;
    }

    @Override
    public StreamChooser left(int stream, double[] weights) {
        ids.remove(stream);
        return this;
    }

    @Override
    public void save(StateOut out) throws IOException {
        ids.save(out);
    }
}
