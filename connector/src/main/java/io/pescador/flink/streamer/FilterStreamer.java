// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;

/** The samples that a predicate accepts. */
final class FilterStreamer<T> implements Streamer<T> {

    /** After as many refusals in a row the thread is given back, so that a filter that refuses everything cannot hold it for ever. */
    private static final int PATIENCE = 1024;

    private final Streamer<T> streamer;
    private final SerializablePredicate<? super T> predicate;

    FilterStreamer(Streamer<T> streamer, SerializablePredicate<? super T> predicate) {
        this.streamer = streamer;
        this.predicate = predicate;
    }

    @Override
    public ActiveStream<T> activate(Opening opening) throws IOException {
        return new Active(opening);
    }

    @Override
    public boolean finite() {
        return streamer.finite();
    }

    @Override
    public Streamer<T> cut(Cut part) {
        return new FilterStreamer<>(streamer.cut(part), predicate);
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
        signature.add("filter");
        streamer.sign(signature);
    }

    @Override
    public String name() {
        return streamer.name();
    }

    private final class Active implements ActiveStream<T> {

        private final Session session;
        private final ActiveStream<T> stream;

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
        public void locate(Trace trace) {
            stream.locate(trace);
        }

        @Override
        public void save(StateOut out) throws IOException {
            out.node(NodeKind.FILTER);
            stream.save(out);
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
