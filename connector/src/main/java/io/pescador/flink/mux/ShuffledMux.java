// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.ActivationContext;
import io.pescador.flink.streamer.state.NodeKind;
import io.pescador.flink.streamer.state.StateIn;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Samples from all its streams at random by weight (pescador's {@code ShuffledMux}). A stream that ends starts again if it gave anything
 * since it was opened; else it is left out. Ends when all are left out.
 *
 * <p>Under {@link Weighting#SHARE}, the default, a draw that finds its stream at the end takes the first sample of the next run, so that
 * shares are the weights whatever the lengths: counts are multinomial. Without weights all streams are equally likely.
 *
 * <p>All streams are open. A draw costs O(1), with weights O(log of the ratio of the largest to the smallest).
 *
 * @param <T> type of a sample
 */
public final class ShuffledMux<T> extends Mux<T> {

    private final double[] weights;
    private final Weighting weighting;

    private ShuffledMux(String name, Pool<T> pool, double[] weights, Weighting weighting) {
        super(name, pool);
        this.weights = weights;
        this.weighting = weighting;
    }

    /** @param streams at least one */
    public static <T> Builder<T> builder(List<? extends Streamer<T>> streams) {
        return new Builder<>(streams);
    }

    @Override
    public boolean finite() {
        return false;
    }

    @Override
    public Streamer<T> cut(Cut part) {
        if (part.isWhole()) {
            return this;
        }
        Dealt<T> dealt = dealt(Dealt.ofEach(pool(), part));
        return new ShuffledMux<>(name(), dealt.pool(), dealt.pick(weights), weighting);
    }

    @Override
    public long maxOpen() {
        return pool().openTogether();
    }

    @Override
    String settings() {
        return weights == null ? "" : weighting + " weights " + Arrays.hashCode(weights);
    }

    @Override
    double[] shares() {
        double[] uniform = new double[size()];
        Arrays.fill(uniform, 1.0 / size());
        return weights == null ? uniform : weights;
    }

    @Override
    NodeKind kind() {
        return NodeKind.SHUFFLED;
    }

    @Override
    Picker start(ActivationContext context) {
        return ShuffledPicker.start(weights, size(), keepsDraw(), context.seed());
    }

    @Override
    Picker restore(ActivationContext context, StateIn in) throws IOException {
        return ShuffledPicker.restore(weights, size(), keepsDraw(), context.seed(), in);
    }

    private boolean keepsDraw() {
        return weights != null && weighting == Weighting.SHARE;
    }

    /**
     * Sets up a {@link ShuffledMux}.
     *
     * @param <T> type of a sample
     */
    public static final class Builder<T> {

        private final List<? extends Streamer<T>> streams;
        private String name = "shuffled";
        private double[] weights;
        private Weighting weighting = Weighting.SHARE;

        private Builder(List<? extends Streamer<T>> streams) {
            this.streams = streams;
        }

        /** What messages call the mux. */
        public Builder<T> setName(String name) {
            this.name = name;
            return this;
        }

        /** A weight ≥ 0 for each stream, of any sum; copied. Not set: equal chances. */
        public Builder<T> setWeights(double... weights) {
            this.weights = weights == null ? null : weights.clone();
            return this;
        }

        /** Default {@link Weighting#SHARE}. */
        public Builder<T> setWeighting(Weighting weighting) {
            this.weighting = weighting;
            return this;
        }

        /**
         * @throws IllegalArgumentException if an argument is wrong; the message names it and the mux
         */
        public ShuffledMux<T> build() {
            Pool<T> pool = poolOf(name, streams);
            try {
                double[] checked = weights == null ? null : Checks.weights(weights, pool.size());
                return new ShuffledMux<>(name, pool, checked, weighting);
            } catch (IllegalArgumentException e) {
                throw refused(name, e.getMessage());
            }
        }
    }
}
