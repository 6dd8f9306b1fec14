// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.quota.Dist;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.Items;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A weighted mux as it may occur in practice: 2 to 400 streams of 1 to 100 · rate samples, some of them without an end, whose weights lie
 * within four orders of magnitude; rates of 1 to 512, 1 to 64 slots; lengths known or not, the same each time or not; and the same inside
 * another mux that activates it often.
 */
record RandomMixture(
        long number,
        double[] weights,
        int[] lengths,
        Length length,
        double rate,
        int slots,
        Mode mode,
        Dist dist,
        Nesting nesting) {

    enum Length {
        KNOWN,
        UNKNOWN,
        /** Between half and one and a half times the stream's length, different each time. */
        CHANGING
    }

    enum Nesting {
        FLAT,
        /** Closed after eight samples, again and again. */
        CLOSED_OFTEN,
        /** In three slots of an outer mux at once. */
        SEVERAL_AT_ONCE
    }

    private static final int MOST_STREAMS = 400;

    static RandomMixture of(long number) {
        Random random = new Random(number * 0x9e3779b97f4a7c15L);
        int streams = (int) logUniform(random, 2, MOST_STREAMS);
        double rate = Math.rint(logUniform(random, 1, 512));
        double[] weights = IntStream.range(0, streams)
                .mapToDouble(i -> logUniform(random, 1, 1e4))
                .toArray();
        if (random.nextInt(3) == 0) { // one against many that are alike
            Arrays.fill(weights, 1);
            weights[0] = logUniform(random, 1, 2 * streams);
        }
        double longest =
                switch (random.nextInt(3)) {
                    case 0 -> rate; // none is longer than a quota
                    case 1 -> 10 * rate;
                    default -> 100 * rate;
                };
        int[] lengths = IntStream.range(0, streams)
                .map(i -> random.nextInt(8) == 0 ? 0 : (int) logUniform(random, 1, longest))
                .toArray();
        return new RandomMixture(
                number,
                Counts.normalized(weights),
                lengths,
                Length.values()[random.nextInt(3)],
                rate,
                (int) logUniform(random, 1, 64),
                random.nextBoolean() ? Mode.WITH_REPLACEMENT : Mode.SINGLE_ACTIVE,
                Dist.values()[random.nextInt(3)],
                Nesting.values()[random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0]);
    }

    private static double logUniform(Random random, double least, double most) {
        return least * Math.pow(most / least, random.nextDouble());
    }

    /** Whether a single quota can be more than the bound, as Poisson quotas can below rate 4, and binomial ones in one slot. */
    boolean hasWideQuotas() {
        return rate > 1 && rate < 4 && (dist == Dist.POISSON || dist == Dist.BINOMIAL && slots == 1);
    }

    Mux<Integer> mux() {
        return mux(WeightSchedule.none());
    }

    Mux<Integer> mux(WeightSchedule schedule) {
        return Mux.of(
                Pool.of(IntStream.range(0, weights.length)
                                .mapToObj(this::stream)
                                .toList())
                        .weights(weights)
                        .schedule(schedule),
                StochasticPolicy.of(slots).rate(rate).mode(mode).dist(dist));
    }

    Streamer<Integer> tree() {
        return tree(WeightSchedule.none());
    }

    /** All samples of the tree are of this mux. */
    Streamer<Integer> tree(WeightSchedule schedule) {
        Mux<Integer> mux = mux(schedule);
        return switch (nesting) {
            case FLAT -> mux;
            case CLOSED_OFTEN -> Mux.of(
                    List.of(mux.maxIter(8)), RoundRobinPolicy.of().mode(RoundRobinPolicy.Mode.CYCLE));
            case SEVERAL_AT_ONCE -> Mux.of(List.of(mux), StochasticPolicy.of(3).rate(2 * rate));
        };
    }

    private Streamer<Integer> stream(int number) {
        int length = lengths[number];
        if (length == 0) {
            return Streamer.items((seed, skip) -> () -> number);
        }
        if (this.length == Length.KNOWN) {
            Integer[] items = new Integer[length];
            Arrays.fill(items, number);
            return Streamer.of(items);
        }
        boolean changes = this.length == Length.CHANGING;
        Items<Integer> items = (seed, skip) -> {
            long now = changes ? Math.max(1, length / 2 + Math.floorMod(seed, length + 1L)) : length;
            return numbers(number, now - skip);
        };
        return Streamer.items(items).finite(true);
    }

    private static ItemReader<Integer> numbers(int number, long count) {
        long[] left = {count};
        return () -> left[0]-- > 0 ? number : null;
    }

    /** The largest distance of a stream from its share along a run, in parts of 3 · rate · (1 + w · √N). */
    double worst(long seed, int draws) {
        DeviationBoundTest.Worst worst = DeviationBoundTest.worst(tree(), (int) seed, weights, rate, draws);
        return Math.max(worst.ahead(), worst.behind());
    }

    @Override
    public String toString() {
        List<String> longest = new ArrayList<>();
        IntStream.range(0, weights.length)
                .boxed()
                .sorted((a, b) -> Double.compare(weights[b], weights[a]))
                .limit(3)
                .forEach(i -> longest.add("%.3f of %d".formatted(weights[i], lengths[i])));
        return "mixture %d: %d streams (%s, …) %s, rate %.0f, %d slots, %s, %s, %s"
                .formatted(
                        number, weights.length, String.join(", ", longest), length, rate, slots, mode, dist, nesting);
    }
}
