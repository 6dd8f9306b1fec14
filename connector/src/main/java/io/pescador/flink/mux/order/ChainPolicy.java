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
 * Takes the first stream until it ends, then the second, and so on (pescador's {@code ChainMux}). One stream is open at a time. Never
 * spins: a pass in which no stream gave anything is the last. Nothing is random; a draw costs O(1).
 *
 * <p>Streams that come and go are taken in the order in which they turn up; one that comes back after its end goes to the end of the chain.
 *
 * @param mode what happens after the last stream
 */
@PublicEvolving
public record ChainPolicy(Mode mode) implements Policy {

    /** What happens after the last stream. */
    public enum Mode {
        /** The mux ends. */
        EXHAUSTIVE,
        /** It begins again with the first. */
        CYCLE
    }

    /** In {@link Mode#EXHAUSTIVE}. */
    public static ChainPolicy of() {
        return new ChainPolicy(Mode.EXHAUSTIVE);
    }

    /** Default {@link Mode#EXHAUSTIVE}. */
    public ChainPolicy mode(Mode mode) {
        return new ChainPolicy(mode);
    }

    @Override
    public String kind() {
        return "chain";
    }

    @Override
    public NodeKind node() {
        return NodeKind.CHAIN;
    }

    @Override
    public String settings() {
        return mode.name();
    }

    @Override
    public int slots(int streams) {
        return 1;
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
        return new Live();
    }

    private record Fixed(int streams, Mode mode) implements Pickers<Picker> {

        @Override
        public Picker start(PickerContext context) {
            return ChainPicker.start(streams, mode);
        }

        @Override
        public Picker restore(PickerContext context, StateIn in) throws IOException {
            return ChainPicker.restore(streams, mode, in);
        }
    }

    private record Live() implements Pickers<LivePicker> {

        @Override
        public LivePicker start(PickerContext context) {
            return LiveChainPicker.start();
        }

        @Override
        public LivePicker restore(PickerContext context, StateIn in) throws IOException {
            return LiveChainPicker.restore(in);
        }
    }
}
