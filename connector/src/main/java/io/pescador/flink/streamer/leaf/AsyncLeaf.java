// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.leaf;

import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.AsyncReads;
import io.pescador.flink.streamer.spi.PollResult;

import java.io.IOException;

/** An activation of a leaf whose items come from a feed. */
final class AsyncLeaf<T> extends LeafActivation<T> {

    private final long start;
    private final AsyncReads.Feed<T> feed;
    private boolean ended;
    private boolean closed;
    private T item;

    AsyncLeaf(AsyncReads reads, LeafSource<T> source, boolean rotates, ActivationContext context) throws IOException {
        super(context, Long.MAX_VALUE);
        if (rotates) {
            start = rotatingStart(context);
        } else {
            checkStart(context);
            start = 0;
        }
        long first = start;
        long skip = taken;
        long seed = context.seed();
        feed = reads.feed(() -> source.open(seed, first, skip), context.atMost(), context.early());
        shard.opened();
    }

    @Override
    public PollResult poll() throws IOException {
        PollResult answer;
        try {
            answer = feed.poll();
        } catch (IOException | RuntimeException e) {
            throw failed(e);
        }
        if (answer == PollResult.ITEM) {
            item = feed.take();
            return took();
        }
        if (answer == PollResult.END && !ended) {
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
            shard.closed();
        }
        feed.close();
    }
}
