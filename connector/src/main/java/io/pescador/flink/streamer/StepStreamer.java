// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.spi.Signature;

/**
 * A streamer that does something to the samples of another. Whatever it does not say otherwise is as the other says.
 *
 * @param <T> type of the other's samples
 * @param <R> type of its own
 */
abstract class StepStreamer<T, R> implements Streamer<R> {

    final Streamer<T> streamer;

    StepStreamer(Streamer<T> streamer) {
        this.streamer = streamer;
    }

    /** The same step, taken by another streamer's samples. */
    abstract Streamer<R> on(Streamer<T> other);

    /** The step and its settings in words, for signatures. */
    abstract String words();

    @Override
    public boolean finite() {
        return streamer.finite();
    }

    @Override
    public Streamer<R> cut(Cut part) {
        return on(streamer.cut(part));
    }

    @Override
    public boolean divisible() {
        return streamer.divisible();
    }

    @Override
    public boolean wholeWhenCycled() {
        return streamer.wholeWhenCycled();
    }

    @Override
    public boolean canOpenEarly() {
        return streamer.canOpenEarly();
    }

    @Override
    public long maxOpen() {
        return streamer.maxOpen();
    }

    @Override
    public void sign(Signature signature) {
        signature.add(words());
        streamer.sign(signature);
    }

    @Override
    public String name() {
        return streamer.name();
    }
}
