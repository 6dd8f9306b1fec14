// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.codec;

import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Type;
import io.pescador.flink.plan.key.Value;
import io.pescador.flink.plan.spec.Stop;

import org.apache.flink.annotation.Internal;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What a plan for {@code pescador sample} says about its job, beside the tree. */
@Internal
public final class SampleJobKeys {

    public static final Key<Integer> SHARDS = Key.of(
                    "shards",
                    Type.count("the number of shards is a whole number ≥ 1"),
                    "Into how many independent parts the plan is cut. It is part of the plan: another number"
                            + " gives other samples. It is the largest useful parallelism.")
            .orElse(1);

    public static final Key<Stop> STOP = Key.of(
            "stop",
            new Type<>(
                    "`{samples: n}`, `{batches: n}` or `{epochs: n}`",
                    Type.objectOf(List.of(units())),
                    SampleJobKeys::stop),
            "When the job is done: after n samples or batches over all shards, or after n whole passes through the plan."
                    + " Samples are counted before they are put into batches; only whole batches are given. What one shard"
                    + " lacks, the others give. Without it a plan runs until its streams have ended, or for ever.");

    public static final Key<String> STATE = Key.of(
            "state",
            Type.text("directory", "the directory for saved state"),
            "Where state is saved, so that the job can be resumed.");

    public static final Key<Long> MAX_OPEN = Key.of(
            "max_open",
            Type.atLeast(1, "the most streams open at a time is a whole number ≥ 1"),
            "A plan that could have more files open at a time is refused.");

    /** {@link Long#MAX_VALUE} for none. */
    public static final Key<Long> PACE = Key.of(
            "pace",
            new Type<>(
                    "whole number ≥ 1, or `none`",
                    Map.of("type", List.of("integer", "string")),
                    value -> "none".equals(value.text())
                            ? (Long) Long.MAX_VALUE
                            : Type.atLeast(
                                            1,
                                            "a pace is the most that one reader may be ahead, a whole number ≥ 1, or"
                                                    + " none")
                                    .reader()
                                    .apply(value)),
            "The most samples (batches, where the plan makes them) that one reader may be ahead of the slowest. Default:"
                    + " what the slowest gives in a fifth of a second, so that shares hold for what all readers give"
                    + " together. `none`: each reader goes as fast as it can. See"
                    + " [pace](source.md#order-timestamps-pace). Lines in one sequence are kept together in any case.");

    /** All of them, in the order of the documentation. */
    public static final List<Key<?>> ALL =
            List.of(Keys.SEED, SHARDS, STOP, Keys.OUTPUT, STATE, Keys.PROVENANCE, Keys.VARS, MAX_OPEN, PACE);

    /** What may change from one start of a run to the next. Of a stop only its epochs are part of the plan. */
    static final List<Key<?>> OPEN = List.of(Keys.OUTPUT, STATE, Keys.PROVENANCE, Keys.VARS, MAX_OPEN, PACE, STOP);

    private SampleJobKeys() {}

    private static Key<?>[] units() {
        return Arrays.stream(Stop.Unit.values()).map(SampleJobKeys::count).toArray(Key<?>[]::new);
    }

    private static Key<Long> count(Stop.Unit unit) {
        String word = Type.word(unit);
        return Key.of(word, Type.atLeast(1, "a number of " + word + " ≥ 1"), "So many " + word + ".");
    }

    private static Stop stop(Value value) {
        Mapping mapping = value.mapping();
        if (mapping == null) {
            return value.wrong("write stop: {samples: 10_000}, or batches or epochs");
        }
        mapping.refuseOthers(List.of(units()), "stop");
        Stop found = null;
        for (Stop.Unit unit : Stop.Unit.values()) {
            Long count = mapping.get(count(unit));
            if (count != null && found != null) {
                mapping.refuse(count(unit), "stop has " + Type.word(found.unit()) + " already: keep one of the two");
            } else if (count != null) {
                found = new Stop(unit, count);
            }
        }
        return found;
    }
}
