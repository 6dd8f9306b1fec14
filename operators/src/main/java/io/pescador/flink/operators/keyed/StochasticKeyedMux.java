// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.mux.Dist;
import io.pescador.flink.mux.Mode;
import io.pescador.flink.mux.OpenPicker;
import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.Policy;
import io.pescador.flink.mux.Weighting;

import java.util.Map;

/**
 * A keyed mux that draws from a bounded working set of streams. Only these are buffered; records of others make them candidates and pass
 * by, unless they are {@link #spill spilled}. Parameters are those of {@link io.pescador.flink.mux.StochasticMux}.
 *
 * @param <K> type of a key
 * @param <T> type of a record
 */
public final class StochasticKeyedMux<K, T> extends KeyedMuxBuilder<K, T, StochasticKeyedMux<K, T>> {

    private int nActive = 1;
    private double rate = Double.NaN;
    private Dist dist = Dist.BINOMIAL;
    private Weighting weighting = Weighting.SHARE;
    private Mode mode = Mode.SINGLE_ACTIVE;

    StochasticKeyedMux(KeyedMux<K, T> mux) {
        super(mux);
    }

    @Override
    StochasticKeyedMux<K, T> self() {
        return this;
    }

    /** The most streams of a key that hold a slot at a time, ≥ 1; default 1. With lanes: of all lanes together, and a multiple of them. */
    public StochasticKeyedMux<K, T> nActive(int streams) {
        nActive = streams;
        return this;
    }

    /** The mean number of records that an activation gives, ≥ 1. Not set: until its stream ends. */
    public StochasticKeyedMux<K, T> rate(double records) {
        if (!(records >= 1) || Double.isInfinite(records)) {
            throw new IllegalArgumentException(
                    "rate is " + records + ": the mean number of records of an activation is a number ≥ 1");
        }
        rate = records;
        return this;
    }

    /** Default {@link Dist#BINOMIAL}. */
    public StochasticKeyedMux<K, T> dist(Dist dist) {
        this.dist = dist;
        return this;
    }

    /** The weight of each stream. Not set: uniform choice, as in pescador. */
    public StochasticKeyedMux<K, T> weights(StreamWeight weight) {
        return weighted(weight);
    }

    /** Declares the streams with their weights. The pool is in the order of the ids. */
    public StochasticKeyedMux<K, T> weights(Map<String, ? extends Number> weights) {
        return weighted(weights);
    }

    /** Default {@link Weighting#SHARE}. */
    public StochasticKeyedMux<K, T> weighting(Weighting weighting) {
        this.weighting = weighting;
        return this;
    }

    /** Default {@link Mode#SINGLE_ACTIVE}; the other modes need declared streams and {@link #spill}. */
    public StochasticKeyedMux<K, T> mode(Mode mode) {
        this.mode = mode;
        return this;
    }

    @Override
    String describe() {
        return "stochastic(" + nActive + ", " + (Double.isNaN(rate) ? "no rate" : rate) + ", " + dist + ", " + weighting
                + ", " + mode + ")";
    }

    @Override
    Policy<Picker> closed(int streams, double[] weights) {
        return Policy.stochastic(streams, nActive, rate, mode, dist, weighting, weights);
    }

    @Override
    Policy<OpenPicker> open(int streams, boolean weighted) {
        return Policy.openStochastic(streams, slots(lanes), rate, dist, weighting, weighted);
    }

    private int lanes = 1;

    @Override
    int slots(int laneCount) {
        lanes = laneCount;
        if (nActive < 1) {
            throw new IllegalArgumentException("nActive is " + nActive + ": at least one stream must be active");
        }
        if (nActive % lanes != 0) {
            throw new IllegalArgumentException("nActive is " + nActive + ", which " + lanes
                    + " lanes cannot divide evenly: make it a multiple of the lanes");
        }
        return nActive / lanes;
    }

    @Override
    void check(boolean isClosed, boolean spills) {
        if (mode != Mode.SINGLE_ACTIVE && !isClosed) {
            throw new IllegalArgumentException("mode " + mode
                    + " needs streams that are declared and spilled: leave out mode, or add streams(…) and spill()");
        }
        if (mode == Mode.EXHAUSTIVE && !Double.isNaN(rate)) {
            throw new IllegalArgumentException("spill gives every record, but with mode EXHAUSTIVE a rate of " + rate
                    + " leaves the rest of each stream: leave out rate or mode");
        }
    }
}
