// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;

/** An activation of a leaf whose items are read. */
final class LeafStream<T> extends LeafActivation<T> {

    /** Opens the leaf's items without the first {@code taken}; {@code start} is where a rotating leaf began. */
    interface Source<T> {
        ItemReader<T> open(long seed, long start, long taken) throws IOException;
    }

    private final Reads.Feed<T> feed;
    private boolean closed;
    private T item;

    /**
     * @param rotating whether the activation begins where the last one stopped
     */
    LeafStream(Source<T> source, boolean rotating, Opening opening) throws IOException {
        super(opening, rotating, Long.MAX_VALUE);
        long first = start;
        long skip = taken;
        long seed = opening.seed();
        long most = opening.exact() ? opening.atMost() : Long.MAX_VALUE;
        feed = session.reads().feed(() -> source.open(seed, first, skip), most, opening.early(), session);
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
            return took();
        }
        return answer == Poll.END ? end() : answer;
    }

    @Override
    public T item() {
        return item;
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
