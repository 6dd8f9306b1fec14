// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;

/** An activation of a leaf whose items come from a feed. */
final class FedLeaf<T> extends LeafActivation<T> {

    private final long start;
    private final Feeds.Feed<T> feed;
    private boolean ended;
    private boolean closed;
    private T item;

    FedLeaf(Feeds feeds, LeafSource<T> source, boolean rotating, Opening opening) throws IOException {
        super(opening, Long.MAX_VALUE);
        start = startOf(opening, rotating);
        long first = start;
        long skip = taken;
        long seed = opening.seed();
        long most = opening.exact() ? opening.atMost() : Long.MAX_VALUE;
        feed = feeds.feed(() -> source.open(seed, first, skip), most, opening.early(), session);
        session.opened();
    }

    @Override
    public Poll poll() throws IOException {
        Poll answer;
        try {
            answer = feed.poll();
        } catch (IOException | RuntimeException e) {
            throw failed(e);
        }
        if (answer == Poll.ITEM) {
            item = feed.take();
            return took();
        }
        if (answer == Poll.END && !ended) {
            ended = true;
            ended();
        }
        return answer;
    }

    @Override
    long start() {
        return start;
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
