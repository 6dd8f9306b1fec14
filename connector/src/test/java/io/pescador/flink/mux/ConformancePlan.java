// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.mux.order.ChainPolicy;
import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.mux.quota.Dist;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActiveStream;
import io.pescador.flink.streamer.spi.Seeds;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Turns a plan of the conformance suite into streamers. Keys that it does not know are an error: nothing is passed over silently.
 *
 * <p>In pescador an activation of a streamer begins with the random state that the streamer was made with. So a cycle repeats the same
 * order (here: {@code reshuffle: false}), and a mux inside a mux makes the same choices each time that it is activated (here:
 * {@link SameEachTime}). Both show in the reference's figures.
 */
final class ConformancePlan {

    private static final Set<String> KNOWN = Set.of(
            "items", "cycle", "max_iter", "mux", "streams", "n_active", "rate", "dist", "mode", "weights", "weighting");

    private ConformancePlan() {}

    /** @param seed what the inner muxes make their choices from; the others make them from the seed of the sampling */
    static Streamer<String> read(JsonNode plan, long seed) {
        for (Iterator<String> keys = plan.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!KNOWN.contains(key)) {
                throw new IllegalArgumentException("unknown key " + key);
            }
        }
        Streamer<String> streamer = plan.has("items") ? items(plan.get("items")) : mux(plan, seed);
        if (plan.path("cycle").asBoolean()) {
            streamer = streamer.cycle(false); // in pescador, each pass has the same order
        }
        return plan.has("max_iter") ? streamer.maxIter(plan.get("max_iter").asLong()) : streamer;
    }

    private static Streamer<String> items(JsonNode array) {
        List<String> items = new ArrayList<>();
        array.forEach(item -> items.add(item.asText()));
        return Streamer.of(items);
    }

    private static Streamer<String> mux(JsonNode plan, long seed) {
        List<Streamer<String>> streams = new ArrayList<>();
        for (JsonNode stream : plan.get("streams")) {
            long own = Seeds.mix(seed, streams.size());
            Streamer<String> streamer = read(stream, own);
            streams.add(stream.has("mux") ? new SameEachTime(streamer, own) : streamer);
        }
        return switch (plan.get("mux").asText()) {
            case "stochastic" -> stochastic(plan, streams);
            case "shuffled" -> Mux.of(
                    Pool.of(streams).weights(weights(plan)), ShuffledPolicy.of().weighting(weighting(plan)));
            case "round_robin" -> Mux.of(
                    streams, RoundRobinPolicy.of().mode(constant(plan, "mode", RoundRobinPolicy.Mode.EXHAUSTIVE)));
            case "chain" -> Mux.of(streams, ChainPolicy.of().mode(constant(plan, "mode", ChainPolicy.Mode.EXHAUSTIVE)));
            default -> throw new IllegalArgumentException("unknown mux " + plan.get("mux"));
        };
    }

    private static Streamer<String> stochastic(JsonNode plan, List<Streamer<String>> streams) {
        StochasticPolicy policy = StochasticPolicy.of(plan.get("n_active").asInt())
                .mode(constant(plan, "mode", Mode.WITH_REPLACEMENT))
                .dist(constant(plan, "dist", Dist.BINOMIAL))
                .weighting(weighting(plan));
        if (plan.has("rate")) {
            policy = policy.rate(plan.get("rate").asDouble());
        }
        return Mux.of(Pool.of(streams).weights(weights(plan)), policy);
    }

    private static Weighting weighting(JsonNode plan) {
        return constant(plan, "weighting", Weighting.SHARE);
    }

    private static double[] weights(JsonNode plan) {
        if (!plan.has("weights")) {
            return null;
        }
        double[] weights = new double[plan.get("weights").size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = plan.get("weights").get(i).asDouble();
        }
        return weights;
    }

    private static <E extends Enum<E>> E constant(JsonNode plan, String key, E unset) {
        return plan.has(key)
                ? Enum.valueOf(unset.getDeclaringClass(), plan.get(key).asText().toUpperCase(Locale.ROOT))
                : unset;
    }

    /** A streamer whose activations all have the same seed. */
    private record SameEachTime(Streamer<String> streamer, long seed) implements Streamer<String> {

        @Override
        public ActiveStream<String> activate(ActivationContext context) throws IOException {
            return streamer.activate(context.again(seed, context.atMost(), context.state()));
        }

        @Override
        public boolean finite() {
            return streamer.finite();
        }

        @Override
        public Streamer<String> cut(Cut part) {
            return new SameEachTime(streamer.cut(part), seed);
        }
    }
}
