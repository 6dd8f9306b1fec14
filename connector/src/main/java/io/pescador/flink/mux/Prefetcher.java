// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActiveStream;
import io.pescador.flink.streamer.spi.Seeds;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The activations that a mux is expected to make next, opened before their turn so that no draw waits for their opening. They are hints:
 * one that does not come true is closed, and the order of samples is the same without them.
 */
final class Prefetcher<T> implements Closeable {

    /** More are not read side by side, and looking far ahead costs: the k-th activation is foreseen in O(k log n). */
    private static final int MAX_EARLY = 64;

    private record Early<T>(int stream, ActiveStream<T> active) {}

    private final Pool<T> pool;
    private final Picker picker;
    private final ActivationContext context;
    private final Map<Long, Early<T>> byOrdinal = new HashMap<>();
    private long next;

    Prefetcher(Pool<T> pool, Picker picker, ActivationContext context) {
        this.pool = pool;
        this.picker = picker;
        this.context = context;
    }

    /** Opens as many as there are slots, at most {@link #MAX_EARLY}, as far as they can be foreseen. */
    void prefetch() throws IOException {
        long made = picker.activations();
        next = Math.max(next, made);
        for (; next < made + Math.min(MAX_EARLY, picker.slots()); next++) {
            Picker.Foreseen foreseen = picker.foresee((int) (next - made));
            if (foreseen == null) {
                return;
            }
            Streamer<T> streamer = pool.get(foreseen.stream());
            if (streamer.canOpenEarly()) {
                ActivationContext early = context.child(
                                Seeds.mix(context.seed(), foreseen.ordinal()),
                                pool.id(foreseen.stream()),
                                foreseen.quota(),
                                foreseen.quota(),
                                null)
                        .beforeItsTurn();
                byOrdinal.put(foreseen.ordinal(), new Early<>(foreseen.stream(), streamer.activate(early)));
            }
        }
    }

    boolean isEmpty() {
        return byOrdinal.isEmpty();
    }

    /** The activation of that number, if it was opened early and is of {@code stream} as expected; else null. */
    ActiveStream<T> take(long ordinal, int stream) throws IOException {
        Early<T> early = byOrdinal.remove(ordinal);
        if (early == null) {
            return null;
        }
        if (early.stream == stream) {
            early.active.adopt();
            return early.active;
        }
        early.active.close();
        return null;
    }

    @Override
    public void close() throws IOException {
        for (Early<T> early : byOrdinal.values()) {
            early.active.close();
        }
        byOrdinal.clear();
    }
}
