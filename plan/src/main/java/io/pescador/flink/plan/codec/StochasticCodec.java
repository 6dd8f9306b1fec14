// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.codec;

import io.pescador.flink.mux.Policy;
import io.pescador.flink.mux.quota.Dist;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Type;

import org.apache.flink.annotation.Internal;

import java.util.List;

/** {@code mux: stochastic}. */
@Internal
public final class StochasticCodec implements PolicyCodec {

    static final Key<Integer> N_ACTIVE = Key.of(
            "n_active",
            Type.count("at least one stream must be open"),
            "The most streams that are open at a time. Required.");
    static final Key<Double> RATE = Key.of(
            "rate",
            Type.number(1, "the mean number of samples of an activation is a number ≥ 1"),
            "How many samples an activation gives on average. Without it, an activation runs to the end of its stream.");
    private static final Key<Dist> DIST = Key.of(
                    "dist", Type.oneOf(Dist.BINOMIAL, Dist.CONSTANT, Dist.POISSON), "How that number is distributed.")
            .orElse(Dist.BINOMIAL);
    private static final Key<Mode> MODE = Key.of(
                    "mode",
                    Type.oneOf(Mode.WITH_REPLACEMENT, Mode.SINGLE_ACTIVE, Mode.EXHAUSTIVE),
                    "Whether a stream may be active several times at a time, once at a time, or once at all.")
            .orElse(Mode.WITH_REPLACEMENT);
    private static final Key<Boolean> PRUNE = Key.of(
                    "prune_empty_streams", Type.flag(), "Whether a stream that gave nothing is never activated again.")
            .orElse(true);

    private static final Key<Integer> LIVE_N_ACTIVE = Key.of(
            "n_active",
            Type.count("at least one stream must be active"),
            "The most streams that are mixed at a time. Required. Lines of others pass by.");
    private static final Key<Double> LIVE_RATE = Key.of(
            "rate",
            Type.number(1, "the mean number of records of an activation is a number ≥ 1"),
            "How many lines an activation gives on average. Without it a stream keeps its slot until it ends.");
    static final Key<Mode> LIVE_MODE = Key.of(
                    "mode",
                    Type.oneOf(Mode.SINGLE_ACTIVE, Mode.WITH_REPLACEMENT, Mode.EXHAUSTIVE),
                    "Modes other than `single_active` need `streams` and `spill`.")
            .orElse(Mode.SINGLE_ACTIVE);

    @Override
    public String kind() {
        return "stochastic";
    }

    @Override
    public List<Key<?>> keys(Use use) {
        return use == Use.LIVE
                ? List.of(LIVE_N_ACTIVE, LIVE_RATE, DIST, LIVE_MODE, Keys.LIVE_WEIGHTS, Keys.WEIGHTING)
                : List.of(N_ACTIVE, RATE, DIST, MODE, Keys.WEIGHTS, Keys.SCHEDULE, Keys.WEIGHTING, PRUNE);
    }

    @Override
    public Policy read(Mapping node, Use use) {
        Integer nActive = node.require(
                use == Use.LIVE ? LIVE_N_ACTIVE : N_ACTIVE,
                "it says how many streams are " + (use == Use.LIVE ? "mixed" : "open")
                        + " at a time, and mixing needs several, such as n_active: 32");
        Double rate = node.get(use == Use.LIVE ? LIVE_RATE : RATE);
        StochasticPolicy policy = StochasticPolicy.of(nActive == null ? 1 : nActive)
                .dist(node.get(DIST))
                .mode(node.get(use == Use.LIVE ? LIVE_MODE : MODE))
                .weighting(node.get(Keys.WEIGHTING))
                .pruneEmptyStreams(node.get(PRUNE));
        return rate == null ? policy : policy.rate(rate);
    }
}
