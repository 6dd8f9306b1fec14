// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;

/** The samples that a predicate accepts. */
final class FilterStreamer<T> extends StepStreamer<T, T> {

    /** After as many refusals in a row the thread is given back, so that a filter that refuses everything cannot hold it for ever. */
    private static final int PATIENCE = 1024;

    private final SerializablePredicate<? super T> predicate;

    FilterStreamer(Streamer<T> streamer, SerializablePredicate<? super T> predicate) {
        super(streamer);
        this.predicate = predicate;
    }

    @Override
    public ActiveStream<T> activate(Opening opening) throws IOException {
        return new Active(opening);
    }

    @Override
    Streamer<T> on(Streamer<T> other) {
        return new FilterStreamer<>(other, predicate);
    }

    @Override
    String words() {
        return "filter";
    }

    private final class Active extends StepStream<T, T> {

        private final Session session;

        Active(Opening opening) throws IOException {
            session = opening.session();
            if (opening.state() != null) {
                opening.state().node(NodeKind.FILTER);
            }
            stream = streamer.activate(opening.loosely());
        }

        @Override
        public Poll poll() throws IOException {
            for (int refused = 0; refused < PATIENCE; refused++) {
                Poll answer = stream.poll();
                if (answer != Poll.ITEM || predicate.test(stream.item())) {
                    return answer;
                }
            }
            session.wake();
            return Poll.PENDING;
        }

        @Override
        public T item() {
            return stream.item();
        }

        @Override
        public void save(StateOut out) throws IOException {
            out.node(NodeKind.FILTER);
            stream.save(out);
        }
    }
}
