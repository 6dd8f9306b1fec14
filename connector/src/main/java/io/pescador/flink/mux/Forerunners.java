// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.ActiveStream;
import io.pescador.flink.streamer.Opening;
import io.pescador.flink.streamer.Streamer;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * The activations that a mux is expected to make next, opened before their turn so that opening them keeps nobody waiting. They are hints:
 * one that does not come true is closed, and the order of samples is the same without them.
 */
final class Forerunners<T> implements Closeable {

    private record Forerunner<T>(Picker.Foreseen foreseen, ActiveStream<T> stream) {}

    private final Pool<T> pool;
    private final Picker picker;
    private final Opening opening;
    private final ArrayDeque<Forerunner<T>> line = new ArrayDeque<>();

    Forerunners(Pool<T> pool, Picker picker, Opening opening) {
        this.pool = pool;
        this.picker = picker;
        this.opening = opening;
    }

    /** Opens as many as there are slots, as far as they can be foreseen. */
    void top() throws IOException {
        while (line.size() < picker.slots()) {
            Picker.Foreseen next = picker.foresee(line.size());
            if (next == null || !pool.get(next.stream()).canOpenEarly()) {
                return;
            }
            Streamer<T> streamer = pool.get(next.stream());
            Opening early = opening.child(next.seed(), pool.id(next.stream()), next.quota(), next.quota(), null)
                    .beforeItsTurn();
            line.add(new Forerunner<>(next, streamer.activate(early)));
        }
    }

    /** The next one, if it is what was expected; null if not, or if there is none. */
    ActiveStream<T> take(long seed, int stream) throws IOException {
        Forerunner<T> first = line.poll();
        if (first == null) {
            return null;
        }
        if (first.foreseen.seed() == seed && first.foreseen.stream() == stream) {
            first.stream.adopt();
            return first.stream;
        }
        first.stream.close();
        return null;
    }

    @Override
    public void close() throws IOException {
        for (Forerunner<T> forerunner : line) {
            forerunner.stream.close();
        }
        line.clear();
    }
}
