// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.ActiveStream;
import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.Opening;
import io.pescador.flink.streamer.Signature;
import io.pescador.flink.streamer.Streamer;

import java.io.IOException;

/** A leaf whose rows stay together: it is dealt whole to one shard ({@code split: false}). */
final class Undivided implements Streamer<Sample> {

    private final Streamer<Sample> streamer;

    Undivided(Streamer<Sample> streamer) {
        this.streamer = streamer;
    }

    @Override
    public ActiveStream<Sample> activate(Opening opening) throws IOException {
        return streamer.activate(opening);
    }

    @Override
    public boolean finite() {
        return streamer.finite();
    }

    @Override
    public Streamer<Sample> cut(Cut part) {
        if (!part.isWhole()) {
            throw new IllegalArgumentException(name() + " is not to be split: use one shard, or put it under a mux");
        }
        return this;
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
    public long maxOpen() {
        return streamer.maxOpen();
    }

    @Override
    public void sign(Signature signature) {
        streamer.sign(signature.add("whole"));
    }

    @Override
    public String name() {
        return streamer.name();
    }
}
