// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.order;

import io.pescador.flink.mux.FixedPool;
import io.pescador.flink.mux.LivePicker;
import io.pescador.flink.mux.LivePool;
import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.PickerContext;
import io.pescador.flink.mux.Pickers;
import io.pescador.flink.mux.Policy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.streamer.state.NodeKind;
import io.pescador.flink.streamer.state.StateIn;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;

/**
 * Takes one sample of each stream in turn (pescador's {@code RoundRobinMux}); a stream that ends is passed over. Never spins: a pass in
 * which no stream gave anything is the last.
 *
 * <p>All streams are open. Nothing is random but the orders of {@link Mode#PERMUTED_CYCLE}, which are uniform and independent. A draw costs
 * O(1), a new pass O(streams).
 *
 * <p>Streams that come and go take turns in the order of their numbers.
 *
 * @param mode what happens when all streams have ended
 */
@PublicEvolving
public record RoundRobinPolicy(Mode mode) implements Policy {

    /** What happens when all streams have ended. Source: pescador, {@code RoundRobinMux(mode=…)}. */
    public enum Mode {
        /** The mux ends. */
        EXHAUSTIVE,
        /** All start again, in the same order. */
        CYCLE,
        /** All start again, in a new random order. */
        PERMUTED_CYCLE
    }

    /** In {@link Mode#EXHAUSTIVE}. */
    public static RoundRobinPolicy of() {
        return new RoundRobinPolicy(Mode.EXHAUSTIVE);
    }

    /** Default {@link Mode#EXHAUSTIVE}. */
    public RoundRobinPolicy mode(Mode mode) {
        return new RoundRobinPolicy(mode);
    }

    @Override
    public String kind() {
        return "round_robin";
    }

    @Override
    public NodeKind node() {
        return NodeKind.ROUND_ROBIN;
    }

    @Override
    public String settings() {
        return mode.name();
    }

    @Override
    public int slots(int streams) {
        return streams;
    }

    @Override
    public boolean finite(FixedPool pool) {
        return mode == Mode.EXHAUSTIVE && pool.finite();
    }

    @Override
    public Pickers<Picker> over(FixedPool pool) {
        pool.refuseWeights(kind());
        return new Fixed(pool.size(), mode);
    }

    @Override
    public Pickers<LivePicker> over(LivePool pool) {
        pool.refuseWeights(kind());
        return new Live(pool.maxStreams());
    }

    private record Fixed(int streams, Mode mode) implements Pickers<Picker> {

        @Override
        public Picker start(PickerContext context) {
            return RoundRobinPicker.start(streams, mode, context.seed());
        }

        @Override
        public Picker restore(PickerContext context, StateIn in) throws IOException {
            return RoundRobinPicker.restore(streams, mode, context.seed(), in);
        }
    }

    private record Live(int maxStreams) implements Pickers<LivePicker> {

        @Override
        public LivePicker start(PickerContext context) {
            return RoundRobinPicker.live(maxStreams, context.seed());
        }

        @Override
        public LivePicker restore(PickerContext context, StateIn in) throws IOException {
            return RoundRobinPicker.restore(maxStreams, Mode.EXHAUSTIVE, context.seed(), in);
        }
    }
}
