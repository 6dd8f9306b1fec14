// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.step;

import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Type;
import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.problem.SourceLocation;
import io.pescador.flink.plan.spec.Step;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.annotation.Internal;

import java.util.List;

/** {@code map}: a function of the plan's author makes another sample of each. */
@Internal
public record MapStep(String className) implements Step {

    private static final Key<String> MAP = Key.of(
            "map",
            Type.javaClass(),
            "A class of yours: a `Streamer.SerializableFunction` or `Streamer.SeededFunction` from `Sample` to"
                    + " `Sample`.");

    @Override
    public Phase phase() {
        return Phase.MAP;
    }

    @Override
    public String key() {
        return MAP.word();
    }

    @Override
    public Streamer<Sample> apply(Streamer<Sample> streamer, SourceLocation at, Problems problems) {
        return UserCode.map(streamer, className, at, problems);
    }

    /** Reads it. */
    public static final class Codec implements StepCodec {

        @Override
        public List<Key<?>> keys() {
            return List.of(MAP);
        }

        @Override
        public Step read(Mapping node) {
            String name = node.get(MAP);
            return name == null ? null : new MapStep(name);
        }
    }
}
