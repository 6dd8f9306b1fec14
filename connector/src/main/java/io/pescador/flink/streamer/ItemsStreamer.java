// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;

/**
 * A stream of a user's own {@link Items}.
 *
 * @param <T> type of an item
 */
public final class ItemsStreamer<T> implements Streamer<T> {

    private final Items<T> items;
    private final boolean finite;

    ItemsStreamer(Items<T> items, boolean finite) {
        this.items = items;
        this.finite = finite;
    }

    /** Declares whether every activation ends. A job is bounded only if that is known. */
    public ItemsStreamer<T> finite(boolean ends) {
        return new ItemsStreamer<>(items, ends);
    }

    @Override
    public ActiveStream<T> activate(Opening opening) throws IOException {
        return opening.session().reads().activate((seed, start, taken) -> items.open(seed, taken), false, opening);
    }

    @Override
    public boolean finite() {
        return finite;
    }

    /** An endless stream gives every part all of its items, under a seed of its own; a finite one cannot be cut. */
    @Override
    public Streamer<T> cut(Cut part) {
        if (finite && !part.isWhole()) {
            throw new IllegalArgumentException(
                    "a finite stream of one's own items cannot be divided among shards: deal several such streams, or read rows");
        }
        return this;
    }

    @Override
    public boolean canOpenEarly() {
        return true;
    }

    @Override
    public boolean divisible() {
        return !finite;
    }
}
