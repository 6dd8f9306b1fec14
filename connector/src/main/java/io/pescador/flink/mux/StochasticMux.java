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
 * Samples from a bounded active set of a pool of any size (pescador's {@code StochasticMux}): at most {@code nActive} streams are open;
 * each gives about {@code rate} samples, then another takes its slot.
 *
 * <p>Under {@link Weighting#SHARE}, the default, the long-run share of a stream is its weight. Ends when no slot is filled and no candidate
 * is left, or when all candidates in a row turned out empty; in the reviving modes that is never, where streams give anything.
 *
 * <p>With weights, an activation inside another mux or in the next pass of a cycle goes on with the shares where the last one of the same place stopped; in
 * {@link Mode#EXHAUSTIVE}, and without weights, each begins from nothing.
 *
 * <p>Costs: a draw O(1); an activation O(log n + rate); building O(n log n). With weights 64 bytes a stream, kept from the mux's first activation to the end of
 * the run; without, a bit a stream and activation. Source: pescador, "Analysis of Stochastic Mux"; what {@link Dist} and {@link Weighting} say of distributions.
 *
 * @param <T> type of a sample
 */
public final class StochasticMux<T> extends Mux<T> {

    private final Settings settings;
    private final StochasticRules rules;

    private StochasticMux(String name, Pool<T> pool, Settings settings, StochasticRules rules) {
        super(name, pool);
        this.settings = settings;
        this.rules = rules;
    }

    /**
     * @param streams the pool, at least one
     */
    public static <T> Builder<T> builder(List<? extends Streamer<T>> streams) {
        return new Builder<>(streams);
    }

    @Override
    public boolean finite() {
        return settings.mode == Mode.EXHAUSTIVE && (settings.rate != null || pool().finite());
    }

    /** How many streams are open at most. */
    public int nActive() {
        return rules.slots();
    }

    @Override
    public Streamer<T> cut(Cut part) {
        if (part.isWhole()) {
            return this;
        }
        int slots = (int) part.of(settings.nActive);
        if (slots < 1) {
            throw refused(
                    name(),
                    "n_active is " + settings.nActive + ", fewer than the " + Math.round(1 / part.size())
                            + " shards: each shard needs a slot. Raise n_active or lower shards");
        }
        Dealt<T> dealt = dealt(
                settings.mode == Mode.EXHAUSTIVE
                        ? Dealt.whole(pool(), part)
                        : Dealt.byWeight(pool(), settings.sizes(pool().size()), part));
        return of(
                name(),
                dealt.pool(),
                settings.part(
                        slots,
                        dealt.pick(settings.weights),
                        dealt.pick(settings.fractions),
                        dealt.fractions(),
                        part.size()));
    }

    private static <T> StochasticMux<T> of(String name, Pool<T> pool, Settings settings) {
        Mode mode = settings.mode(pool);
        int slots = mode == Mode.WITH_REPLACEMENT ? settings.nActive : Math.min(settings.nActive, pool.size());
        if (settings.rate == null && !pool.finite()) {
            long waiting = settings.alive(pool.size());
            if (slots < waiting) {
                throw refused(
                        name,
                        "there is no rate, and streams that never end would hold all " + slots + " slots while "
                                + waiting + " streams wait: set rate, or n_active to "
                                + (long) Math.ceil(waiting * settings.wholes));
            }
        }
        double rate = settings.rate == null ? Double.NaN : settings.rate;
        StochasticRules rules = new StochasticRules(
                pool.size(),
                slots,
                mode,
                settings.weighting,
                settings.weights,
                settings.fractions,
                pool.knownLengths(),
                rate,
                settings.dist,
                settings.prunes);
        return new StochasticMux<>(name, pool, settings, rules);
    }

    /** In {@link Mode#WITH_REPLACEMENT} all slots may hold the stream that holds most. */
    @Override
    public long maxOpen() {
        return nActive() * pool().openOneByOne();
    }

    @Override
    String settings() {
        return "n_active " + settings.nActive
                + (settings.rate == null ? "" : " rate " + settings.rate + " " + settings.dist)
                + " " + settings.mode
                + (settings.weights == null
                        ? ""
                        : " " + settings.weighting + " weights " + Arrays.hashCode(settings.weights))
                + (settings.prunes ? "" : " prune_empty_streams false");
    }

    @Override
    double[] shares() {
        return settings.mode == Mode.EXHAUSTIVE ? null : settings.asked(size());
    }

    @Override
    NodeKind kind() {
        return NodeKind.STOCHASTIC;
    }

    @Override
    Picker start(ActivationContext context) throws IOException {
        if (!rules.goesOn()) {
            return StochasticPicker.start(rules, context.seed());
        }
        if (run(context).isOver()) {
            context.carried().forget(context.path()); // all streams were empty: perhaps they are not any more
        }
        return StochasticPicker.start(rules, context.seed(), run(context));
    }

    @Override
    Picker restore(ActivationContext context, StateIn in) throws IOException {
        if (!rules.goesOn()) {
            return StochasticPicker.restore(rules, context.seed(), in);
        }
        if (!context.carried().knows(context.path())) {
            throw in.damaged("it does not say what the streams of mux \"" + name() + "\" gave");
        }
        return StochasticPicker.restore(rules, context.seed(), run(context), in);
    }

    @Override
    void closed(Picker picker) {
        if (rules.goesOn()) {
            ((StochasticPicker) picker).leave();
        }
    }

    private SharedRun run(ActivationContext context) throws IOException {
        return context.carried()
                .ledger(
                        context.path(),
                        () -> SharedRun.begin(rules, context.seed(), !context.isRoot()),
                        in -> SharedRun.restore(rules, !context.isRoot(), in));
    }

    /** What was asked for, of which each shard gets its part. */
    private record Settings(
            int nActive,
            Double rate,
            Mode mode,
            Dist dist,
            Weighting weighting,
            double[] weights,
            double[] fractions,
            boolean prunes,
            double wholes)
            implements java.io.Serializable {

        /**
         * Without a rate, a stream that never ends keeps its slot for ever. If slots were drawn with replacement, some streams would hold
         * several and others would never come. So each holds one, except in the rules that reproduce pescador.
         */
        Mode mode(Pool<?> pool) {
            boolean reproduces = weighting == Weighting.PESCADOR && weights != null;
            return mode == Mode.WITH_REPLACEMENT && rate == null && !pool.finite() && !reproduces
                    ? Mode.SINGLE_ACTIVE
                    : mode;
        }

        long alive(int streams) {
            return weights == null
                    ? streams
                    : Arrays.stream(weights).filter(w -> w > 0).count();
        }

        /** How long each stream is when they are laid end to end. */
        double[] sizes(int streams) {
            if (fractions == null) {
                return weights;
            }
            double[] sizes = fractions.clone();
            for (int i = 0; weights != null && i < streams; i++) {
                sizes[i] *= weights[i];
            }
            return sizes;
        }

        /** The shares that are asked for: of weights and parts, of sum 1. */
        double[] asked(int streams) {
            double[] sizes = sizes(streams);
            double[] equal = new double[streams];
            Arrays.fill(equal, 1);
            return Checks.weights(sizes == null ? equal : sizes, streams);
        }

        Settings part(int slots, double[] partWeights, double[] before, double[] now, double size) {
            double[] all = before == null ? now : before.clone();
            for (int i = 0; before != null && now != null && i < now.length; i++) {
                all[i] *= now[i];
            }
            double[] scaled = partWeights == null ? null : Checks.weights(partWeights, partWeights.length);
            return new Settings(slots, rate, mode, dist, weighting, scaled, all, prunes, wholes / size);
        }
    }

    /**
     * Sets up a {@link StochasticMux}. Names and defaults are pescador's, but for {@link #setWeighting}.
     *
     * @param <T> type of a sample
     */
    public static final class Builder<T> {

        private final List<? extends Streamer<T>> streams;
        private String name = "stochastic";
        private int nActive = 1;
        private Double rate;
        private double[] weights;
        private Mode mode = Mode.WITH_REPLACEMENT;
        private Dist dist = Dist.BINOMIAL;
        private Weighting weighting = Weighting.SHARE;
        private boolean prunes = true;

        private Builder(List<? extends Streamer<T>> streams) {
            this.streams = streams;
        }

        /** What messages call the mux. */
        public Builder<T> setName(String name) {
            this.name = name;
            return this;
        }

        /**
         * The most streams that are open at a time, ≥ 1; default 1. Lowered to the number of streams, except in
         * {@link Mode#WITH_REPLACEMENT}, where a stream may hold several slots.
         */
        public Builder<T> setNActive(int nActive) {
            this.nActive = nActive;
            return this;
        }

        /** The mean number of samples of an activation, ≥ 1. Not set: an activation runs to the end of its stream. */
        public Builder<T> setRate(double rate) {
            this.rate = rate;
            return this;
        }

        /** A weight ≥ 0 for each stream, of any sum; copied. Not set: pescador's uniform choice. */
        public Builder<T> setWeights(double... weights) {
            this.weights = weights == null ? null : weights.clone();
            return this;
        }

        /** Default {@link Mode#WITH_REPLACEMENT}. */
        public Builder<T> setMode(Mode mode) {
            this.mode = mode;
            return this;
        }

        /** Default {@link Dist#BINOMIAL}. */
        public Builder<T> setDist(Dist dist) {
            this.dist = dist;
            return this;
        }

        /** Default {@link Weighting#SHARE}. */
        public Builder<T> setWeighting(Weighting weighting) {
            this.weighting = weighting;
            return this;
        }

        /** Whether a stream that gave nothing is never activated again; default true. */
        public Builder<T> setPruneEmptyStreams(boolean prune) {
            this.prunes = prune;
            return this;
        }

        /**
         * @throws IllegalArgumentException if an argument is wrong; the message names it and the mux
         */
        public StochasticMux<T> build() {
            Pool<T> pool = poolOf(name, streams);
            if (nActive < 1) {
                throw refused(name, "n_active is " + nActive + ": at least one stream must be open");
            }
            double[] checked;
            try {
                checked = weights == null ? null : Checks.weights(weights, pool.size());
                if (rate != null) {
                    Checks.rate(rate);
                }
            } catch (IllegalArgumentException e) {
                throw refused(name, e.getMessage());
            }
            return of(name, pool, new Settings(nActive, rate, mode, dist, weighting, checked, null, prunes, 1));
        }
    }
}
