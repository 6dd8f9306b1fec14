// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.state.NodeKind;
import io.pescador.flink.streamer.state.StateIn;

import java.io.IOException;
import java.util.List;

/**
 * Takes the first stream until it ends, then the second, and so on (pescador's {@code ChainMux}). One stream is open at a time. Never
 * spins: a pass in which no stream gave anything is the last. Nothing is random; a draw costs O(1).
 *
 * @param <T> type of a sample
 */
public final class ChainMux<T> extends Mux<T> {

    /** What happens after the last stream. */
    public enum Mode {
        /** The mux ends. */
        EXHAUSTIVE,
        /** It begins again with the first. */
        CYCLE
    }

    private final Mode mode;

    private ChainMux(String name, Pool<T> pool, Mode mode) {
        super(name, pool);
        this.mode = mode;
    }

    /** @param streams at least one */
    public static <T> Builder<T> builder(List<? extends Streamer<T>> streams) {
        return new Builder<>(streams);
    }

    @Override
    public boolean finite() {
        return mode == Mode.EXHAUSTIVE && pool().finite();
    }

    @Override
    public Streamer<T> cut(Cut part) {
        if (part.isWhole()) {
            return this;
        }
        Dealt<T> dealt = dealt(Dealt.ofEach(pool(), part));
        return new ChainMux<>(name(), dealt.pool(), mode);
    }

    @Override
    public long maxOpen() {
        return pool().openOneByOne();
    }

    @Override
    String settings() {
        return mode.name();
    }

    @Override
    double[] shares() {
        return null;
    }

    @Override
    NodeKind kind() {
        return NodeKind.CHAIN;
    }

    @Override
    Picker start(ActivationContext context) {
        return ChainPicker.start(size(), mode == Mode.CYCLE, context.seed());
    }

    @Override
    Picker restore(ActivationContext context, StateIn in) throws IOException {
        return ChainPicker.restore(size(), mode == Mode.CYCLE, context.seed(), in);
    }

    /**
     * Sets up a {@link ChainMux}.
     *
     * @param <T> type of a sample
     */
    public static final class Builder<T> {

        private final List<? extends Streamer<T>> streams;
        private String name = "chain";
        private Mode mode = Mode.EXHAUSTIVE;

        private Builder(List<? extends Streamer<T>> streams) {
            this.streams = streams;
        }

        /** What messages call the mux. */
        public Builder<T> setName(String name) {
            this.name = name;
            return this;
        }

        /** Default {@link Mode#EXHAUSTIVE}. */
        public Builder<T> setMode(Mode mode) {
            this.mode = mode;
            return this;
        }

        /**
         * @throws IllegalArgumentException if there are no streams; the message names the mux
         */
        public ChainMux<T> build() {
            return new ChainMux<>(name, poolOf(name, streams), mode);
        }
    }
}
