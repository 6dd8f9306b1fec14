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
 * Takes one sample of each stream in turn (pescador's {@code RoundRobinMux}); a stream that ends is passed over. Never spins: a pass in
 * which no stream gave anything is the last.
 *
 * <p>All streams are open. Nothing is random but the orders of {@link Mode#PERMUTED_CYCLE}, which are uniform and independent. A draw costs
 * O(1), a new pass O(streams).
 *
 * @param <T> type of a sample
 */
public final class RoundRobinMux<T> extends Mux<T> {

    /** What happens when all streams have ended. */
    public enum Mode {
        /** The mux ends. */
        EXHAUSTIVE(RoundRobinPicker.Pass.ONCE),
        /** All start again, in the same order. */
        CYCLE(RoundRobinPicker.Pass.SAME_ORDER),
        /** All start again, in a new random order. */
        PERMUTED_CYCLE(RoundRobinPicker.Pass.NEW_ORDER);

        private final RoundRobinPicker.Pass again;

        Mode(RoundRobinPicker.Pass again) {
            this.again = again;
        }
    }

    private final Mode mode;

    private RoundRobinMux(String name, Pool<T> pool, Mode mode) {
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
        return new RoundRobinMux<>(name(), dealt.pool(), mode);
    }

    @Override
    public long maxOpen() {
        return pool().openTogether();
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
        return NodeKind.ROUND_ROBIN;
    }

    @Override
    Picker start(ActivationContext context) {
        return RoundRobinPicker.start(size(), mode.again, context.seed());
    }

    @Override
    Picker restore(ActivationContext context, StateIn in) throws IOException {
        return RoundRobinPicker.restore(size(), mode.again, context.seed(), in);
    }

    /**
     * Sets up a {@link RoundRobinMux}.
     *
     * @param <T> type of a sample
     */
    public static final class Builder<T> {

        private final List<? extends Streamer<T>> streams;
        private String name = "round_robin";
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
        public RoundRobinMux<T> build() {
            return new RoundRobinMux<>(name, poolOf(name, streams), mode);
        }
    }
}
