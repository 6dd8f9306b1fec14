// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.Items;
import io.pescador.flink.streamer.leaf.LeafSource;
import io.pescador.flink.streamer.leaf.Leaves;
import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActiveStream;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;
import java.io.Serializable;

/**
 * A stream of a user's own {@link Items}.
 *
 * @param <T> type of an item
 */
@PublicEvolving
public final class ItemsStreamer<T> implements Streamer<T> {

    private final Source<T> source;
    private final boolean finite;

    ItemsStreamer(Items<T> items, boolean finite) {
        this(new Source<>(items), finite);
    }

    private ItemsStreamer(Source<T> source, boolean finite) {
        this.source = source;
        this.finite = finite;
    }

    /** Made once, not for each activation. */
    private record Source<T>(Items<T> items) implements LeafSource<T>, Serializable {

        @Override
        public ItemReader<T> open(long seed, long taken) throws IOException {
            return items.open(seed, taken);
        }
    }

    /** Declares whether every activation ends. A job is bounded only if that is known. */
    public ItemsStreamer<T> finite(boolean ends) {
        return new ItemsStreamer<>(source, ends);
    }

    @Override
    public ActiveStream<T> activate(ActivationContext context) throws IOException {
        return Leaves.activate(source, context);
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
