// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.spi.AsyncReads;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.ReadStrategy;

import java.io.IOException;
import java.util.Optional;
import java.util.Random;

/** Leaves whose items are often not there yet, or cannot be read at the first try. What is pending or fails, and when, is random; which items come, is not. */
final class FlakyReads implements ReadStrategy, AsyncReads {

    private final Random random;
    private final boolean ahead;
    private final boolean fails;
    private Runnable wake;

    /** @param ahead whether streams are opened before they are drawn */
    FlakyReads(long seed, boolean ahead) {
        this(seed, ahead, false);
    }

    private FlakyReads(long seed, boolean ahead, boolean fails) {
        random = new Random(seed);
        this.ahead = ahead;
        this.fails = fails;
    }

    /** Reading fails now and then. */
    static FlakyReads failing(long seed) {
        return new FlakyReads(seed, false, true);
    }

    @Override
    public Optional<AsyncReads> forShard(long maxOpen, Runnable wake) {
        this.wake = wake;
        return Optional.of(this);
    }

    @Override
    public boolean ahead() {
        return ahead;
    }

    @Override
    public <T> Feed<T> feed(Opener<T> opener, long atMost, boolean early) {
        return new Feed<>() {

            private ItemReader<T> reader;
            private T item;
            private boolean ended;
            private boolean closed;

            @Override
            public PollResult poll() throws IOException {
                if (closed) {
                    throw new IllegalStateException("polled after it was closed");
                }
                if (ended) {
                    return PollResult.END;
                }
                if (random.nextInt(3) == 0) {
                    wake.run();
                    return PollResult.PENDING;
                }
                if (fails && random.nextInt(8) == 0) {
                    throw new IOException("the network hiccuped");
                }
                if (reader == null) {
                    reader = opener.open();
                }
                item = reader.read();
                ended = item == null;
                return ended ? PollResult.END : PollResult.ITEM;
            }

            @Override
            public T take() {
                return item;
            }

            @Override
            public void adopt() {}

            @Override
            public void close() throws IOException {
                closed = true;
                if (reader != null) {
                    reader.close();
                    reader = null;
                }
            }
        };
    }
}
