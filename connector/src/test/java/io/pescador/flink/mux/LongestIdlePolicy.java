// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;

/** A kind of mux of one's own, in one class: takes from the stream that has given nothing for longest. A stream that ends is out. */
record LongestIdlePolicy() implements Policy {

    @Override
    public String kind() {
        return "longest_idle";
    }

    @Override
    public String settings() {
        return "";
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
        return new All(pool.size());
    }

    private record All(int streams) implements Pickers<Picker> {

        @Override
        public Picker start(PickerContext context) {
            return new LongestIdle(streams);
        }

        @Override
        public Picker restore(PickerContext context, StateIn in) throws IOException {
            LongestIdle picker = new LongestIdle(streams);
            picker.draws = in.number();
            for (int stream = 0; stream < streams; stream++) {
                picker.lastDraw[stream] = in.number() - 1;
            }
            return picker;
        }
    }

    private static final class LongestIdle implements Picker {

        private static final long OUT = Long.MAX_VALUE - 1;

        private final long[] lastDraw;
        private long draws;

        LongestIdle(int streams) {
            lastDraw = new long[streams];
        }

        @Override
        public int pick() {
            int first = 0;
            for (int stream = 1; stream < lastDraw.length; stream++) {
                first = lastDraw[stream] < lastDraw[first] ? stream : first;
            }
            return lastDraw[first] == OUT ? NONE : first;
        }

        @Override
        public boolean emitted() {
            lastDraw[pick()] = ++draws;
            return false;
        }

        @Override
        public void ended() {
            lastDraw[pick()] = OUT;
        }

        @Override
        public int slots() {
            return lastDraw.length;
        }

        @Override
        public int stream(int slot) {
            return lastDraw[slot] == OUT ? NONE : slot;
        }

        @Override
        public long ordinal(int slot) {
            return slot;
        }

        @Override
        public void save(StateOut out) throws IOException {
            out.number(draws);
            for (long draw : lastDraw) {
                out.number(draw + 1);
            }
        }
    }
}
