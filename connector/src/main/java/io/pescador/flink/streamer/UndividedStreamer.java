// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.spi.ActiveStream;

import java.io.IOException;

/** A streamer that goes to one shard as a whole. */
final class UndividedStreamer<T> extends StepStreamer<T, T> {

    UndividedStreamer(Streamer<T> streamer) {
        super(streamer);
    }

    @Override
    public ActiveStream<T> activate(ActivationContext context) throws IOException {
        return streamer.activate(context);
    }

    @Override
    public Streamer<T> cut(Cut part) {
        if (!part.isWhole()) {
            throw new IllegalArgumentException(name() + " is not to be split: use one shard, or put it under a mux");
        }
        return this;
    }

    @Override
    Streamer<T> on(Streamer<T> other) {
        return new UndividedStreamer<>(other);
    }

    @Override
    public boolean divisible() {
        return false;
    }

    @Override
    public boolean wholeWhenCycled() {
        return false;
    }

    @Override
    String words() {
        return "whole";
    }
}
