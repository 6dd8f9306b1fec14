// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActiveStream;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The activations that a mux is expected to make next, opened before their turn so that opening them keeps nobody waiting. They are hints:
 * one that does not come true is closed, and the order of samples is the same without them.
 */
final class Forerunners<T> implements Closeable {

    /** More are not read side by side, and looking far ahead costs: the k-th activation is foreseen in O(k log n). */
    private static final int MOST = 64;

    private record Forerunner<T>(int stream, ActiveStream<T> active) {}

    private final Pool<T> pool;
    private final Picker picker;
    private final ActivationContext context;
    private final Map<Long, Forerunner<T>> bySeed = new HashMap<>();
    private long next;

    Forerunners(Pool<T> pool, Picker picker, ActivationContext context) {
        this.pool = pool;
        this.picker = picker;
        this.context = context;
    }

    /** Opens as many as there are slots, at most {@link #MOST}, as far as they can be foreseen. */
    void top() throws IOException {
        long made = picker.activations();
        next = Math.max(next, made);
        for (; next < made + Math.min(MOST, picker.slots()); next++) {
            Picker.Foreseen foreseen = picker.foresee((int) (next - made));
            if (foreseen == null) {
                return;
            }
            Streamer<T> streamer = pool.get(foreseen.stream());
            if (streamer.canOpenEarly()) {
                ActivationContext early = context.child(
                                foreseen.seed(), pool.id(foreseen.stream()), foreseen.quota(), foreseen.quota(), null)
                        .beforeItsTurn();
                bySeed.put(foreseen.seed(), new Forerunner<>(foreseen.stream(), streamer.activate(early)));
            }
        }
    }

    boolean isEmpty() {
        return bySeed.isEmpty();
    }

    /** The forerunner of the activation of {@code seed}, if it is of {@code stream} as expected; null if not, or if there is none. */
    ActiveStream<T> take(long seed, int stream) throws IOException {
        Forerunner<T> forerunner = bySeed.remove(seed);
        if (forerunner == null) {
            return null;
        }
        if (forerunner.stream == stream) {
            forerunner.active.adopt();
            return forerunner.active;
        }
        forerunner.active.close();
        return null;
    }

    @Override
    public void close() throws IOException {
        for (Forerunner<T> forerunner : bySeed.values()) {
            forerunner.active.close();
        }
        bySeed.clear();
    }
}
