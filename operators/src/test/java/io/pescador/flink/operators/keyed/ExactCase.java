// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.Policy;
import io.pescador.flink.mux.Pool;
import io.pescador.flink.mux.Weighting;
import io.pescador.flink.mux.order.ChainPolicy;
import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.mux.quota.Dist;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.operators.state.KeySeed;
import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActiveStream;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.Seeds;
import io.pescador.flink.streamer.spi.ShardContext;

import org.apache.flink.api.common.typeutils.base.StringSerializer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A random mux in exact mode, its streams, and what the source mux draws from them. */
final class ExactCase {

    private static final String[] POLICIES = {"stochastic", "shuffled", "round robin", "chain"};

    private final Random random;
    private final String policy;
    private final List<String> ids = new ArrayList<>();
    private final List<List<Rec>> streams = new ArrayList<>();
    private final double[] weights;
    private final int nActive;
    private final double rate;
    private final Mode mode;
    private final Dist dist;
    private final Weighting weighting;
    private final long seed;

    ExactCase(int number) {
        random = new Random(Seeds.mix(number, 0));
        policy = POLICIES[number % 5 % 4];
        int n = 1 + random.nextInt(8);
        for (int s = 0; s < n; s++) {
            String id = "s" + s;
            ids.add(id);
            int length = random.nextInt(4) == 0 ? random.nextInt(2) : random.nextInt(40);
            boolean ends = random.nextBoolean();
            List<Rec> stream = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                stream.add(new Rec("k", id, i, ends && i == length - 1));
            }
            streams.add(stream);
        }
        weights = random.nextBoolean() ? null : random.doubles(n, 0.05, 3).toArray();
        mode = Mode.values()[random.nextInt(3)];
        nActive = 1 + random.nextInt(5);
        rate = mode == Mode.EXHAUSTIVE || random.nextInt(3) == 0 ? Double.NaN : 1 + random.nextInt(12) / 2.0;
        dist = Dist.values()[random.nextInt(Dist.values().length)];
        weighting = Weighting.values()[random.nextInt(2)];
        seed = random.nextLong();
    }

    /** The keyed mux. Its lambdas hold what they need, not this case. */
    KeyedMuxBuilder<String, Rec> keyed() {
        KeyedMux<String, Rec> mux = MuxHarness.mux();
        List<String> all = List.copyOf(ids);
        double[] each = weights;
        StreamWeight weight = id -> each[all.indexOf(id)];
        KeyedMuxBuilder<String, Rec> builder = mux.policy(policy());
        if (isWeighted()) {
            builder.weights(weight);
        }
        return builder.streams(all).spill().endsWith(Rec::last).seed(seed);
    }

    private boolean isWeighted() {
        return weights != null && (policy.equals("stochastic") || policy.equals("shuffled"));
    }

    private Policy policy() {
        return switch (policy) {
            case "stochastic" -> {
                StochasticPolicy stochastic =
                        StochasticPolicy.of(nActive).mode(mode).dist(dist).weighting(weighting);
                yield Double.isNaN(rate) ? stochastic : stochastic.rate(rate);
            }
            case "shuffled" -> ShuffledPolicy.of();
            case "round robin" -> RoundRobinPolicy.of();
            default -> ChainPolicy.of();
        };
    }

    /** Its streams go on, so that they never come to the end of a pass. */
    private Mux<Rec> source() {
        List<GoingOn> pool = streams.stream().map(GoingOn::new).toList();
        Policy cycling = policy() instanceof RoundRobinPolicy roundRobin && (seed & 1) == 1
                ? roundRobin.mode(RoundRobinPolicy.Mode.CYCLE)
                : policy();
        return Mux.of(Pool.of(pool).weights(isWeighted() ? weights : null), cycling);
    }

    /** What the source mux gives under the seed of the only key. */
    List<Rec> expected() throws IOException {
        List<Rec> expected = new ArrayList<>();
        long keySeed = KeySeed.of(seed, "k", StringSerializer.INSTANCE);
        try (ActiveStream<Rec> stream =
                source().activate(ActivationContext.root(keySeed, null, ShardContext.direct()))) {
            while (stream.poll() == PollResult.ITEM) {
                expected.add(stream.item());
            }
        }
        return expected;
    }

    /** All records in a random order of arrival that keeps each stream's own. */
    List<Rec> arrivals(long order) {
        Random shuffle = new Random(Seeds.mix(order, 1));
        int[] next = new int[streams.size()];
        List<Integer> turns = new ArrayList<>();
        for (int s = 0; s < streams.size(); s++) {
            for (int i = 0; i < streams.get(s).size(); i++) {
                turns.add(s);
            }
        }
        if (order > 0) {
            java.util.Collections.shuffle(turns, shuffle); // order 0: one stream after the other
        }
        return turns.stream().map(s -> streams.get(s).get(next[s]++)).toList();
    }

    @Override
    public String toString() {
        return policy + " over " + streams.stream().map(List::size).toList() + ", " + nActive + " active, rate " + rate
                + ", " + mode + ", " + dist + ", " + weighting + (weights == null ? "" : ", weighted");
    }
}
