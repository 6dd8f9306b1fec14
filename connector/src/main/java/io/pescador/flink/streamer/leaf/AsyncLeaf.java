// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.leaf;

import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.AsyncReads;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;

/** An activation of a leaf whose items come from a feed. */
final class AsyncLeaf<T> extends LeafActivation<T> {

    private final AsyncReads reads;
    private final long atMost;
    private final LeafItems<T> items;
    private AsyncReads.Feed<T> feed;
    private boolean ended;
    private boolean closed;
    private T item;

    private AsyncLeaf(AsyncReads reads, ActivationContext context, ItemsOf<T> itemsOf) throws IOException {
        super(context, Long.MAX_VALUE);
        this.reads = reads;
        atMost = context.atMost();
        items = itemsOf.restoreOrReserve(taken);
        feed = reads.feed(items.opener(taken), atMost, context.early());
        shard.opened();
    }

    /** To be called once the state up to the items was read. */
    @FunctionalInterface
    private interface ItemsOf<T> {
        LeafItems<T> restoreOrReserve(long taken) throws IOException;
    }

    /** One that begins with its first item. */
    static <T> AsyncLeaf<T> of(AsyncReads reads, LeafSource<T> source, ActivationContext context) throws IOException {
        return new AsyncLeaf<>(reads, context, taken -> LeafItems.FromFirst.of(source, context));
    }

    /** One that goes on where the last activation stopped. */
    static <T> AsyncLeaf<T> of(AsyncReads reads, PassSource<T> source, ActivationContext context) throws IOException {
        return new AsyncLeaf<>(reads, context, taken -> LeafItems.Next.of(source, context, taken));
    }

    @Override
    public PollResult poll() throws IOException {
        PollResult answer;
        try {
            answer = feed.poll();
            if (answer == PollResult.END && !ended && items.extend(taken)) {
                feed.close();
                feed = reads.feed(items.opener(taken), Long.MAX_VALUE, false);
                answer = feed.poll();
            }
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
    public T item() {
        return item;
    }

    @Override
    public void adopt() {
        if (items.adopt()) {
            feed.adopt();
            return;
        }
        try {
            feed.close(); // another activation of this stream came first: it was read where that one reads
        } catch (IOException e) {
            // nothing of it was taken
        }
        feed = reads.feed(items.opener(taken), atMost, false);
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            shard.closed();
            items.release(taken);
        }
        feed.close();
    }

    @Override
    void saveItems(StateOut out) throws IOException {
        items.save(out);
    }
}
