// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActiveStream;
import io.pescador.flink.streamer.spi.CarriedState;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.Seeds;
import io.pescador.flink.streamer.spi.Trace;
import io.pescador.flink.streamer.state.NodeKind;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;

/** A streamer again and again. */
final class RepeatStreamer<T> extends StepStreamer<T, T> {

    private final long passes;
    private final boolean reshuffle;

    private RepeatStreamer(Streamer<T> streamer, long passes, boolean reshuffle) {
        super(streamer);
        this.passes = passes;
        this.reshuffle = reshuffle;
    }

    static <T> Streamer<T> endless(Streamer<T> streamer, boolean reshuffle) {
        return new RepeatStreamer<>(streamer, Long.MAX_VALUE, reshuffle);
    }

    static <T> Streamer<T> passes(Streamer<T> streamer, long passes, boolean reshuffle) {
        if (passes < 1) {
            throw new IllegalArgumentException("epochs is " + passes + ": there is at least one pass");
        }
        if (!streamer.finite()) {
            throw new IllegalArgumentException("epochs of " + streamer.name()
                    + ", which is endless: its first pass would never end. Make it finite, or use max_iter");
        }
        return new RepeatStreamer<>(streamer, passes, reshuffle);
    }

    @Override
    public ActiveStream<T> activate(ActivationContext context) throws IOException {
        return new Active(context);
    }

    @Override
    public boolean finite() {
        return passes != Long.MAX_VALUE;
    }

    @Override
    public Streamer<T> cut(Cut part) {
        return isEndlessLeaf() ? this : super.cut(part);
    }

    @Override
    public boolean divisible() {
        return isEndlessLeaf() || super.divisible();
    }

    private boolean isEndlessLeaf() {
        return !finite() && streamer.wholeWhenCycled();
    }

    @Override
    Streamer<T> on(Streamer<T> other) {
        return new RepeatStreamer<>(other, passes, reshuffle);
    }

    @Override
    String words() {
        return (passes == Long.MAX_VALUE ? "cycle" : "epochs " + passes) + (reshuffle ? "" : " reshuffle: false");
    }

    private final class Active extends StepStream<T, T> {

        private ActivationContext context;
        private CarriedState carried;
        private long wanted;
        private long pass;
        private boolean gave;

        Active(ActivationContext context) throws IOException {
            this.context = context.numbered();
            wanted = context.atMost();
            StateIn state = context.state();
            if (state != null) {
                state.node(NodeKind.REPEAT);
                pass = state.number(passes - 1, "the pass");
                gave = state.flag();
            }
            carried = carriedByPass();
            if (state != null && !reshuffle) {
                carried.restore(state);
            }
            stream = open(state);
        }

        /** A pass that is like the one before begins where that began. */
        private CarriedState carriedByPass() {
            return reshuffle ? context.carried() : new CarriedState();
        }

        private ActiveStream<T> open(StateIn state) throws IOException {
            long seed = Seeds.mix(context.seed(), reshuffle ? pass : 0);
            return streamer.activate(context.again(seed, wanted, state).carrying(carried));
        }

        @Override
        public PollResult poll() throws IOException {
            while (true) {
                PollResult answer = stream.poll();
                if (answer == PollResult.ITEM) {
                    gave = true;
                    wanted -= wanted == Long.MAX_VALUE ? 0 : 1;
                    return answer;
                }
                if (answer == PollResult.PENDING || !gave || pass + 1 == passes) {
                    return answer;
                }
                stream.close();
                pass++;
                gave = false;
                carried = carriedByPass();
                stream = open(null);
            }
        }

        @Override
        public T item() {
            return stream.item();
        }

        @Override
        public void locate(Trace trace) {
            trace.epoch(pass);
            stream.locate(trace);
        }

        @Override
        public void save(StateOut out) throws IOException {
            out.node(NodeKind.REPEAT);
            out.number(pass);
            out.flag(gave);
            if (!reshuffle) {
                carried.save(out);
            }
            stream.save(out);
        }

        @Override
        public void adopt() {
            context = context.inTurn(); // for the passes to come
            stream.adopt();
        }
    }
}
