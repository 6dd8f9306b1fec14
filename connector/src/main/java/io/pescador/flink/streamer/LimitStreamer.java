// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

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
    public ActiveStream<T> activate(Opening opening) throws IOException {
        return new Active(opening);
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

        Active(Opening opening) throws IOException {
            StateIn state = opening.state();
            if (state != null) {
                state.node(NodeKind.LIMIT);
                given = state.number(most, "the number of samples given");
            }
            stream = streamer.activate(
                    opening.withAtMost(Math.min(opening.quota(), most), Math.min(opening.atMost(), most - given)));
        }

        @Override
        public Poll poll() throws IOException {
            if (given == most) {
                return Poll.END;
            }
            Poll answer = stream.poll();
            if (answer == Poll.ITEM) {
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
