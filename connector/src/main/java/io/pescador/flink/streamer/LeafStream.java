// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;

/**
 * An activation of a leaf. What is saved is how many items were <em>taken</em>, never how many were read: items read ahead are read
 * again after a restore.
 */
final class LeafStream<T> implements ActiveStream<T> {

    /** Opens the leaf's items without the first {@code taken}; {@code start} is where a rotating leaf began. */
    interface Source<T> {
        ItemReader<T> open(long seed, long start, long taken) throws IOException;
    }

    private final Session session;
    private final Reads.Feed<T> feed;
    private final ActivationNumber number;
    private final long start;
    private long taken;
    private boolean ended;
    private boolean closed;
    private T item;

    /**
     * @param rotating whether the activation begins where the last one stopped
     */
    LeafStream(Source<T> source, boolean rotating, Opening opening) throws IOException {
        session = opening.session();
        number = opening.number();
        StateIn state = opening.state();
        if (state == null) {
            start = rotating ? opening.places().rotation().reserve(opening.place(), opening.quota()) : 0;
        } else {
            state.node(NodeKind.LEAF);
            number.restore(state.number());
            taken = state.number();
            start = state.number();
        }
        long skip = taken;
        long seed = opening.seed();
        long most = opening.exact() ? opening.atMost() : Long.MAX_VALUE;
        feed = session.reads().feed(() -> source.open(seed, start, skip), most, opening.early(), session);
        session.opened();
    }

    @Override
    public Poll poll() throws IOException {
        Poll answer;
        try {
            answer = feed.poll();
        } catch (IOException | RuntimeException e) {
            throw new IOException("item " + taken + ": " + (e.getMessage() == null ? e : e.getMessage()), e);
        }
        if (answer == Poll.ITEM) {
            item = feed.take();
            if (taken++ == 0) {
                number.get(session);
            }
        } else if (answer == Poll.END && !ended) {
            ended = true;
            if (!number.isDrawn()) {
                session.endedEmpty();
            }
        }
        return answer;
    }

    @Override
    public T item() {
        return item;
    }

    @Override
    public void locate(Trace trace) {
        trace.leaf(number.get(session), taken - 1);
    }

    @Override
    public void save(StateOut out) throws IOException {
        out.node(NodeKind.LEAF);
        out.number(number.saved());
        out.number(taken);
        out.number(start);
    }

    @Override
    public void adopt() {
        feed.adopt();
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            session.closed();
        }
        feed.close();
    }
}
