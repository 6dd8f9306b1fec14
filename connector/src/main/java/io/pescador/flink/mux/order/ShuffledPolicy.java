// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.order;

import io.pescador.flink.mux.DrawAtEnd;
import io.pescador.flink.mux.FixedPool;
import io.pescador.flink.mux.LivePicker;
import io.pescador.flink.mux.LivePool;
import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.PickerContext;
import io.pescador.flink.mux.Pickers;
import io.pescador.flink.mux.Policy;
import io.pescador.flink.mux.Weighting;
import io.pescador.flink.streamer.state.NodeKind;
import io.pescador.flink.streamer.state.StateIn;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;

/**
 * Samples from all streams at random by weight (pescador's {@code ShuffledMux}). A stream that ends starts again if it gave anything since
 * it was opened; else it is left out. Ends when all are left out.
 *
 * <p>Under {@link Weighting#SHARE}, the default, a draw that finds its stream at the end takes the first sample of the next run, so that
 * shares are the weights whatever the lengths: counts are multinomial. Without weights all streams are equally likely.
 *
 * <p>All streams are open. A draw costs O(1), with weights O(log of the ratio of the largest to the smallest).
 *
 * @param weighting what the weights mean
 */
@PublicEvolving
public record ShuffledPolicy(Weighting weighting) implements Policy {

    /** Under {@link Weighting#SHARE}. */
    public static ShuffledPolicy of() {
        return new ShuffledPolicy(Weighting.SHARE);
    }

    /** Default {@link Weighting#SHARE}. */
    public ShuffledPolicy weighting(Weighting weighting) {
        return new ShuffledPolicy(weighting);
    }

    @Override
    public String kind() {
        return "shuffled";
    }

    @Override
    public NodeKind node() {
        return NodeKind.SHUFFLED;
    }

    @Override
    public String settings() {
        return weighting.name();
    }

    @Override
    public int slots(int streams) {
        return streams;
    }

    @Override
    public boolean finite(FixedPool pool) {
        return false;
    }

    @Override
    public double[] targetShares(FixedPool pool) {
        return pool.shares();
    }

    @Override
    public Pickers<Picker> over(FixedPool pool) {
        return new Fixed(pool.size(), pool.weights(), DrawAtEnd.of(pool, weighting));
    }

    @Override
    public Pickers<LivePicker> over(LivePool pool) {
        return new Live(pool);
    }

    private record Fixed(int streams, double[] weights, DrawAtEnd drawAtEnd) implements Pickers<Picker> {

        @Override
        public Picker start(PickerContext context) {
            return ShuffledPicker.start(streams, weights, drawAtEnd, context.seed());
        }

        @Override
        public Picker restore(PickerContext context, StateIn in) throws IOException {
            return ShuffledPicker.restore(streams, weights, drawAtEnd, in);
        }
    }

    private record Live(LivePool pool) implements Pickers<LivePicker> {

        @Override
        public LivePicker start(PickerContext context) {
            return LiveShuffledPicker.start(pool, context.seed());
        }

        @Override
        public LivePicker restore(PickerContext context, StateIn in) throws IOException {
            return LiveShuffledPicker.restore(pool, in);
        }
    }
}
