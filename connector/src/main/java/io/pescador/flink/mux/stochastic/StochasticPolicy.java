// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.mux.FixedPool;
import io.pescador.flink.mux.LivePicker;
import io.pescador.flink.mux.LivePool;
import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.Pickers;
import io.pescador.flink.mux.Policy;
import io.pescador.flink.mux.Sharding;
import io.pescador.flink.mux.Weighting;
import io.pescador.flink.mux.quota.Dist;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.mux.structure.Arguments;
import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.state.NodeKind;

import org.apache.flink.annotation.PublicEvolving;

import java.util.Arrays;

/**
 * Samples from a bounded active set of a pool of any size (pescador's {@code StochasticMux}): at most {@code nActive} streams are open;
 * each gives about {@code rate} samples, then another takes its slot.
 *
 * <p>Under {@link Weighting#SHARE}, the default, the long-run share of a stream is its weight. Ends when no slot is filled and no candidate
 * is left, or when all candidates in a row turned out empty; in the reviving modes that is never, where streams give anything.
 *
 * <p>With weights, an activation inside another mux or in the next pass of a cycle continues the shares where the last one of the same
 * place stopped; in {@link Mode#EXHAUSTIVE}, and without weights, each begins from nothing.
 *
 * <p>Over streams that come and go, a stream holds one slot at most, and one that ends is no candidate until it turns up again.
 *
 * <p>Costs: a draw O(1); an activation O(log n + rate); building O(n log n). With weights 64 bytes a stream, kept from the mux's first
 * activation to the end of the run; without, a bit a stream and activation. Source: pescador, "Analysis of Stochastic Mux"; what
 * {@link Dist} and {@link Weighting} say of distributions.
 *
 * @param nActive the most streams that are open at a time, ≥ 1. Lowered to the number of streams, except in
 *     {@link Mode#WITH_REPLACEMENT}, where a stream may hold several slots
 * @param rate the mean number of samples of an activation, ≥ 1; {@link #NO_RATE}: an activation runs to the end of its stream
 * @param mode how often a stream may be activated
 * @param dist how the numbers of samples of activations are distributed around the rate
 * @param weighting what the weights mean
 * @param pruneEmptyStreams whether a stream that gave nothing is never activated again
 */
@PublicEvolving
public record StochasticPolicy(
        int nActive, double rate, Mode mode, Dist dist, Weighting weighting, boolean pruneEmptyStreams)
        implements Policy {

    /** The rate of activations that run to the end of their stream. */
    public static final double NO_RATE = Double.NaN;

    /** How often a stream may be activated. Source: pescador, {@code StochasticMux(mode=…)}. */
    public enum Mode {
        /** A stream may hold several slots at a time, and is a candidate always. */
        WITH_REPLACEMENT,
        /** A stream holds one slot at most, and is a candidate again when it ends. */
        SINGLE_ACTIVE,
        /** A stream is activated once at most. */
        EXHAUSTIVE
    }

    public StochasticPolicy {
        Arguments.nActive(nActive);
        if (!Double.isNaN(rate)) {
            Arguments.rate(rate);
        }
    }

    /**
     * Without a rate, with replacement; names and defaults are pescador's, but for the {@linkplain Weighting#SHARE weighting}.
     *
     * @throws IllegalArgumentException if {@code nActive} is below 1
     */
    public static StochasticPolicy of(int nActive) {
        return new StochasticPolicy(nActive, NO_RATE, Mode.WITH_REPLACEMENT, Dist.BINOMIAL, Weighting.SHARE, true);
    }

    /**
     * The mean number of samples of an activation. Not set: an activation runs to the end of its stream.
     *
     * @throws IllegalArgumentException if it is below 1 or not finite
     */
    public StochasticPolicy rate(double rate) {
        return new StochasticPolicy(nActive, Arguments.rate(rate), mode, dist, weighting, pruneEmptyStreams);
    }

    /** Default {@link Mode#WITH_REPLACEMENT}. */
    public StochasticPolicy mode(Mode mode) {
        return new StochasticPolicy(nActive, rate, mode, dist, weighting, pruneEmptyStreams);
    }

    /** Default {@link Dist#BINOMIAL}. */
    public StochasticPolicy dist(Dist dist) {
        return new StochasticPolicy(nActive, rate, mode, dist, weighting, pruneEmptyStreams);
    }

    /** Default {@link Weighting#SHARE}. */
    public StochasticPolicy weighting(Weighting weighting) {
        return new StochasticPolicy(nActive, rate, mode, dist, weighting, pruneEmptyStreams);
    }

    /** Whether a stream that gave nothing is never activated again; default true. */
    public StochasticPolicy pruneEmptyStreams(boolean prune) {
        return new StochasticPolicy(nActive, rate, mode, dist, weighting, prune);
    }

    /** Whether activations end before their streams. */
    public boolean hasRate() {
        return !Double.isNaN(rate);
    }

    // ---- what makes a kind of mux

    @Override
    public String kind() {
        return "stochastic";
    }

    @Override
    public NodeKind node() {
        return NodeKind.STOCHASTIC;
    }

    @Override
    public String settings() {
        return "n_active " + nActive + (hasRate() ? " rate " + rate + " " + dist : "") + " " + mode + " " + weighting
                + (pruneEmptyStreams ? "" : " prune_empty_streams false");
    }

    @Override
    public int slots(int streams) {
        return repeatsStreams() ? nActive : Math.min(nActive, streams);
    }

    @Override
    public boolean repeatsStreams() {
        return mode == Mode.WITH_REPLACEMENT;
    }

    @Override
    public boolean finite(FixedPool pool) {
        return mode == Mode.EXHAUSTIVE && (hasRate() || pool.finite());
    }

    @Override
    public double[] targetShares(FixedPool pool) {
        return mode == Mode.EXHAUSTIVE ? null : pool.shares();
    }

    @Override
    public Sharding sharding() {
        return mode == Mode.EXHAUSTIVE ? Sharding.WHOLE : Sharding.BY_WEIGHT;
    }

    @Override
    public StochasticPolicy part(Cut part) {
        int slots = (int) part.of(nActive);
        if (slots < 1) {
            throw new IllegalArgumentException("n_active is " + nActive + ", fewer than the "
                    + Math.round(1 / part.size())
                    + " shards: each shard needs a slot. Raise n_active or lower shards");
        }
        return new StochasticPolicy(slots, rate, mode, dist, weighting, pruneEmptyStreams);
    }

    @Override
    public boolean givesAll() {
        return mode != Mode.EXHAUSTIVE || !hasRate();
    }

    @Override
    public boolean followsRevisions() {
        return mode != Mode.EXHAUSTIVE && weighting == Weighting.SHARE;
    }

    @Override
    public boolean passesWaitingStreams() {
        return true;
    }

    @Override
    public Pickers<Picker> over(FixedPool pool) {
        StochasticPolicy fitting = mode(modeOver(pool));
        int slots = fitting.slots(pool.size());
        if (!hasRate() && !pool.finite()) {
            long waiting = counted(pool);
            if (slots < waiting) {
                throw new IllegalArgumentException(
                        "there is no rate, and streams that never end would hold all " + slots + " slots while "
                                + waiting + " streams wait: set rate, or n_active to "
                                + (long) Math.ceil(waiting / pool.portion()));
            }
        }
        return new StochasticPickers(StochasticRules.of(fitting, pool));
    }

    /**
     * Without a rate, a stream that never ends keeps its slot for ever. If slots were drawn with replacement, some streams would hold
     * several and others would never come. So each holds one, except in the rules that reproduce pescador.
     */
    private Mode modeOver(FixedPool pool) {
        boolean reproduces = weighting == Weighting.PESCADOR && pool.weights() != null;
        return mode == Mode.WITH_REPLACEMENT && !hasRate() && !pool.finite() && !reproduces ? Mode.SINGLE_ACTIVE : mode;
    }

    private static long counted(FixedPool pool) {
        if (pool.weights() == null) {
            return pool.size();
        }
        long most = counted(pool.weights());
        for (int revision = 1; revision <= pool.revisions().size(); revision++) {
            most = Math.max(most, counted(pool.revisions().weights(revision)));
        }
        return most;
    }

    private static long counted(double[] weights) {
        return Arrays.stream(weights).filter(w -> w > 0).count();
    }

    @Override
    public Pickers<LivePicker> over(LivePool pool) {
        if (mode == Mode.EXHAUSTIVE) {
            throw new IllegalArgumentException(
                    "mode EXHAUSTIVE needs streams that are all known beforehand: leave out mode, or, in a keyed mux, add streams(…)"
                            + " and spill()");
        }
        return new LiveStochasticPickers(StochasticRules.live(mode(Mode.SINGLE_ACTIVE), pool));
    }
}
