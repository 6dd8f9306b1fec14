// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;

/** At most so many samples an activation. */
final class LimitStreamer<T> implements Streamer<T> {

    private final Streamer<T> streamer;
    private final long most;

    private LimitStreamer(Streamer<T> streamer, long most) {
        this.streamer = streamer;
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
    public Streamer<T> cut(Cut part) {
        return new LimitStreamer<>(streamer.cut(part), part.of(most));
    }

    @Override
    public boolean divisible() {
        return streamer.divisible();
    }

    @Override
    public long maxOpen() {
        return streamer.maxOpen();
    }

    @Override
    public void sign(Signature signature) {
        signature.add("max_iter " + most);
        streamer.sign(signature);
    }

    @Override
    public String name() {
        return streamer.name();
    }

    private final class Active implements ActiveStream<T> {

        private final ActiveStream<T> stream;
        private long given;

        Active(Opening opening) throws IOException {
            StateIn state = opening.state();
            if (state != null) {
                state.node(NodeKind.LIMIT);
                given = state.number();
            }
            stream = streamer.activate(opening.withAtMost(Math.min(opening.atMost(), most - given)));
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
        public void locate(Trace trace) {
            stream.locate(trace);
        }

        @Override
        public void save(StateOut out) throws IOException {
            out.node(NodeKind.LIMIT);
            out.number(given);
            stream.save(out);
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
