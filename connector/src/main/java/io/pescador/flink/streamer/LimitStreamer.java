// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActiveStream;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.state.NodeKind;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;

/** At most so many samples an activation. */
final class LimitStreamer<T> extends StepStreamer<T, T> {

    private final long most;

    private LimitStreamer(Streamer<T> streamer, long most) {
        super(streamer);
        this.most = most;
    }

    static <T> Streamer<T> of(Streamer<T> streamer, long most) {
        if (most < 0) {
            throw new IllegalArgumentException("max_iter is " + most + ": a number of samples is ≥ 0");
        }
        return new LimitStreamer<>(streamer, most);
    }

    @Override
    public ActiveStream<T> activate(ActivationContext context) throws IOException {
        return new Active(context);
    }

    @Override
    public boolean finite() {
        return true;
    }

    @Override
    public long knownLength() {
        return Math.min(streamer.knownLength(), most);
    }

    /** Each part gives its part of the samples. */
    @Override
    public Streamer<T> cut(Cut part) {
        return new LimitStreamer<>(streamer.cut(part), part.of(most));
    }

    @Override
    Streamer<T> on(Streamer<T> other) {
        return new LimitStreamer<>(other, most);
    }

    @Override
    String words() {
        return "max_iter " + most;
    }

    private final class Active extends StepStream<T, T> {

        private long given;

        Active(ActivationContext context) throws IOException {
            StateIn state = context.state();
            if (state != null) {
                state.node(NodeKind.LIMIT);
                given = state.number(most, "the number of samples given");
            }
            stream = streamer.activate(
                    context.bounded(Math.min(context.quota(), most), Math.min(context.atMost(), most - given)));
        }

        @Override
        public PollResult poll() throws IOException {
            if (given == most) {
                return PollResult.END;
            }
            PollResult answer = stream.poll();
            if (answer == PollResult.ITEM) {
                given++;
            }
            return answer;
        }

        @Override
        public T item() {
            return stream.item();
        }

        @Override
        public void save(StateOut out) throws IOException {
            out.node(NodeKind.LIMIT);
            out.number(given);
            stream.save(out);
        }
    }
}
