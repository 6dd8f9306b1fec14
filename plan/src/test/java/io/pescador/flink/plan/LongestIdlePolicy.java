// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.mux.FixedPool;
import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.PickerContext;
import io.pescador.flink.mux.Pickers;
import io.pescador.flink.mux.Policy;
import io.pescador.flink.plan.codec.PolicyCodec;
import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Type;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A kind of mux that only this test knows: it draws a few samples of the stream that was drawn longest ago.
 *
 * @param burst how many samples it draws in a row
 */
record LongestIdlePolicy(int burst) implements Policy {

    @Override
    public String kind() {
        return "longest_idle";
    }

    @Override
    public String settings() {
        return "burst " + burst;
    }

    @Override
    public int slots(int streams) {
        return streams;
    }

    @Override
    public boolean finite(FixedPool pool) {
        return pool.finite();
    }

    @Override
    public Pickers<Picker> over(FixedPool pool) {
        pool.refuseWeights(kind());
        return new Idle(pool.size(), burst);
    }

    private record Idle(int streams, int burst) implements Pickers<Picker> {

        @Override
        public Picker start(PickerContext context) {
            return new IdlePicker(new long[streams], burst);
        }

        @Override
        public Picker restore(PickerContext context, StateIn in) {
            throw new UnsupportedOperationException("this test resumes nothing");
        }
    }

    private static final class IdlePicker implements Picker {

        private static final long ENDED = Long.MAX_VALUE;

        private final long[] lastDraw;
        private final int burst;
        private long draws;

        IdlePicker(long[] lastDraw, int burst) {
            this.lastDraw = lastDraw;
            this.burst = burst;
        }

        @Override
        public int pick() {
            int idle = IntStream.range(0, lastDraw.length)
                    .boxed()
                    .min((a, b) -> Long.compare(lastDraw[a], lastDraw[b]))
                    .orElseThrow();
            return lastDraw[idle] == ENDED ? NONE : idle;
        }

        @Override
        public boolean emitted() {
            int slot = pick();
            draws++;
            if (draws % burst == 0) {
                lastDraw[slot] = draws;
            }
            return false;
        }

        @Override
        public void ended() {
            lastDraw[pick()] = ENDED;
        }

        @Override
        public int slots() {
            return lastDraw.length;
        }

        @Override
        public int stream(int slot) {
            return lastDraw[slot] == ENDED ? NONE : slot;
        }

        @Override
        public long ordinal(int slot) {
            return slot;
        }

        @Override
        public void save(StateOut out) throws IOException {
            throw new IOException("this test saves nothing");
        }
    }

    /** All that plans need to know of it. */
    public static final class Codec implements PolicyCodec {

        private static final Key<Integer> BURST = Key.of(
                        "burst", Type.count("a burst has a whole number of samples ≥ 1"), "Samples in a row.")
                .orElse(1);

        @Override
        public String kind() {
            return "longest_idle";
        }

        @Override
        public List<Key<?>> keys(Use use) {
            return List.of(BURST);
        }

        @Override
        public Policy read(Mapping node, Use use) {
            return new LongestIdlePolicy(node.get(BURST));
        }
    }
}
