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

/**
 * {@code cycle} and {@code epochs}: several passes through the stream.
 *
 * @param passes ≥ 1, or {@link #ENDLESS}
 * @param reshuffles whether each pass has an order of its own
 */
@Internal
public record RepeatStep(long passes, boolean reshuffles) implements Step {

    private static final long ENDLESS = Long.MAX_VALUE;

    private static final Key<Boolean> CYCLE =
            Key.of("cycle", Type.flag(), "Again and again, for ever.").orElse(false);
    private static final Key<Long> EPOCHS =
            Key.of("epochs", Type.atLeast(1, "a whole number of passes ≥ 1"), "So many whole passes.");
    private static final Key<Boolean> RESHUFFLE = Key.of(
                    "reshuffle", Type.flag(), "Whether each pass has an order of its own.")
            .orElse(true);

    @Override
    public Phase phase() {
        return Phase.REPEAT;
    }

    @Override
    public String key() {
        return ""; // its refusals speak of the stream
    }

    @Override
    public Streamer<Sample> apply(Streamer<Sample> streamer, SourceLocation at, Problems problems) {
        return passes == ENDLESS ? streamer.cycle(reshuffles) : streamer.epochs(passes, reshuffles);
    }

    /** Reads it. */
    public static final class Codec implements StepCodec {

        @Override
        public List<Key<?>> keys() {
            return List.of(CYCLE, EPOCHS, RESHUFFLE);
        }

        @Override
        public Step read(Mapping node) {
            boolean cycle = node.get(CYCLE);
            Long epochs = node.get(EPOCHS);
            if (cycle && epochs != null) {
                node.refuse(EPOCHS, "cycle is endless, and epochs are counted: keep one of the two");
            }
            if (node.has(RESHUFFLE) && !cycle && epochs == null) {
                node.refuse(RESHUFFLE, "reshuffle says how passes differ: it goes with cycle or epochs");
            }
            long passes = cycle ? ENDLESS : epochs == null ? 1 : epochs;
            return passes == 1 ? null : new RepeatStep(passes, node.get(RESHUFFLE));
        }
    }
}
