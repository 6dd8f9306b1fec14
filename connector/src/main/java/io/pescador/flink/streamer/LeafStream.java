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

    private static final long UNNUMBERED = -1;

    private final Session session;
    private final Reads.Feed<T> feed;
    private final long start;
    private long activation = UNNUMBERED;
    private long taken;
    private T item;

    /**
     * @param rotating whether the activation begins where the last one stopped
     */
    LeafStream(Source<T> source, boolean rotating, Opening opening) throws IOException {
        session = opening.session();
        StateIn state = opening.state();
        if (state == null) {
            start = rotating ? session.rotation().reserve(opening.place(), opening.atMost()) : 0;
        } else {
            state.node(NodeKind.LEAF);
            activation = state.number() - 1;
            taken = state.number();
            start = state.number();
        }
        long skip = taken;
        long seed = opening.seed();
        feed = session.reads()
                .feed(
                        () -> source.open(seed, start, skip),
                        opening.exact() ? opening.atMost() : Long.MAX_VALUE,
                        session);
    }

    @Override
    public Poll poll() throws IOException {
        Poll answer = feed.poll();
        if (answer == Poll.ITEM) {
            item = feed.take();
            if (activation == UNNUMBERED) {
                activation = session.nextActivation();
            }
            taken++;
        }
        return answer;
    }

    @Override
    public T item() {
        return item;
    }

    @Override
    public void locate(Trace trace) {
        trace.leaf(activation, taken - 1);
    }

    @Override
    public void save(StateOut out) throws IOException {
        out.node(NodeKind.LEAF);
        out.number(activation + 1);
        out.number(taken);
        out.number(start);
    }

    @Override
    public void close() throws IOException {
        feed.close();
    }
}
