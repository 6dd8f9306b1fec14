// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.step;

import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Type;
import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.problem.SourceLocation;
import io.pescador.flink.plan.spec.Step;
import io.pescador.flink.record.Sample;
import io.pescador.flink.record.SampleItems;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.annotation.Internal;

import java.util.List;

/**
 * {@code cache}: some samples are kept, and given again.
 *
 * @param size how many are kept
 * @param prob of a new sample, in (0, 1]
 */
@Internal
public record CacheStep(int size, double prob) implements Step {

    private static final String KEPT = "a cache keeps a whole number of samples ≥ 1";

    private static final Key<Integer> SIZE = Key.of("size", Type.count(KEPT), "How many samples are kept.");
    private static final Key<Double> PROB = Key.of(
                    "prob",
                    Type.positive(1, "the chance of a new sample is a number above 0, and at most 1"),
                    "The chance of a new sample.")
            .orElse(0.5);
    private static final Key<CacheStep> CACHE = Key.of(
            "cache",
            Type.mappingOr(
                    "n, or `{size: n, prob: p}`",
                    "cache",
                    List.of(SIZE, PROB),
                    Type.count(KEPT),
                    size -> new CacheStep(size, PROB.otherwise()),
                    CacheStep::full),
            "Keeps n samples, and gives with probability 1 − p (default .5) one of them again.");

    private static CacheStep full(Mapping mapping) {
        Integer size = mapping.require(SIZE, KEPT);
        double prob = mapping.get(PROB);
        return size == null ? null : new CacheStep(size, prob);
    }

    @Override
    public Phase phase() {
        return Phase.CACHE;
    }

    @Override
    public String key() {
        return CACHE.word();
    }

    @Override
    public Streamer<Sample> apply(Streamer<Sample> streamer, SourceLocation at, Problems problems) {
        return streamer.cache(size, prob, SampleItems.CODEC);
    }

    @Override
    public long held() {
        return size;
    }

    /** Reads it. */
    public static final class Codec implements StepCodec {

        @Override
        public List<Key<?>> keys() {
            return List.of(CACHE);
        }

        @Override
        public Step read(Mapping node) {
            return node.get(CACHE);
        }
    }
}
