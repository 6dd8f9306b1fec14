// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.mux.DrawAtEnd;
import io.pescador.flink.mux.FixedPool;
import io.pescador.flink.mux.LivePool;
import io.pescador.flink.mux.WeightRevisions;
import io.pescador.flink.mux.Weighting;
import io.pescador.flink.mux.quota.Dist;
import io.pescador.flink.mux.quota.Quota;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.mux.structure.Arguments;
import io.pescador.flink.mux.structure.RankedBitSet;
import io.pescador.flink.mux.structure.WeightsCodec;
import io.pescador.flink.streamer.spi.Seeds;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Everything that a {@link StochasticPicker} has to know, checked: how many streams and slots, and which rules choose, draw and grant.
 * Immutable, and shared by all activations of a mux.
 */
final class StochasticRules implements Serializable {

    /** Draws of {@code SINGLE_ACTIVE} count as if so many more slots than there are were to be filled by weight: the measured optimum. */
    private static final double OVERCOMMITMENT = 1.25;

    /** Of a lower rate, quotas alone do not keep |count − n · w| within 3 · rate · (1 + w · √N) in 64 slots. */
    private static final double SLOW = 8;

    /**
     * Above this many slots only one is examined. A second one misses the cache, which makes a draw among 100 000 slots 2.7 times slower, and
     * the few samples that it would put right are little among so many streams.
     */
    private static final long MOST_CROWDED = 1 << 14;

    /** How often all slots are filled anew in a warm-up, on average. Half of it left .014 of bias with weights of .7, .2, .05, .05 in three slots, this .003. */
    private static final double LIFETIMES = 8;

    /** The most draws of a warm-up on average: about ten milliseconds. */
    private static final double LONGEST_WARM_UP = 1 << 17;

    /**
     * The least rate that is warmed up for. Below, a start from nothing is off by a third of a sample at most, and there is no room for one from the middle within
     * 3 · rate · (1 + w · √N) in 64 slots.
     */
    private static final double LEAST_WARMED_UP = 2;

    /** So many quotas off its share is a stream before one further behind is preferred. */
    private static final double PATIENCE = 1.5;

    /** How often a drawn slot that is ahead of its share is drawn again at most. */
    private static final int REDRAWS = 64;

    /** What the first stream of a mux's activation is drawn with; streams are numbered from 0. */
    private static final long FIRST = -5;

    /** What the starts of streams are drawn with at a revision, less its number. */
    private static final long REVISION = -7;

    private final int streams;
    private final int slots;
    private final Mode mode;
    private final Weighting weighting;
    private final double[] weights;
    private final double[] fractions;
    private final long[] lengths;
    private final double[] drawWeights;
    private final double rate;
    private final Dist dist;
    private final boolean prunes;
    private final boolean open;
    private final double[] asked;
    private final WeightRevisions revisions;
    private final int revision;
    private final long roomy;

    /** The rules of a policy over a fixed pool. */
    static StochasticRules of(StochasticPolicy policy, FixedPool pool) {
        double[] weights = pool.weights();
        return new StochasticRules(
                pool.size(),
                policy.slots(pool.size()),
                policy.mode(),
                policy.weighting(),
                weights == null || pool.portion() == 1 ? weights : Arguments.weights(weights, pool.size()),
                pool.fractions(),
                pool.knownLengths(),
                policy.rate(),
                policy.dist(),
                policy.pruneEmptyStreams(),
                false,
                null,
                pool.revisions(),
                0);
    }

    private StochasticRules(
            int streams,
            int slots,
            Mode mode,
            Weighting weighting,
            double[] weights,
            double[] fractions,
            long[] lengths,
            double rate,
            Dist dist,
            boolean prunes,
            boolean open,
            double[] asked,
            WeightRevisions revisions,
            int revision) {
        this.open = open;
        this.asked = asked;
        this.revisions = revisions;
        this.revision = revision;
        this.streams = streams;
        this.slots = slots;
        this.mode = mode;
        this.weighting = weighting;
        this.fractions = fractions;
        this.lengths = lengths;
        this.rate = rate;
        this.dist = dist;
        this.prunes = prunes;
        boolean share = weights != null && weighting == Weighting.SHARE;
        this.weights = share && fractions != null ? times(weights, fractions) : weights;
        if (weights == null || share && mode == Mode.WITH_REPLACEMENT) {
            drawWeights = null;
        } else {
            drawWeights = share ? lifted(this.weights, Math.min(counted(), OVERCOMMITMENT * slots)) : weights;
        }
        roomy = roomiest();
    }

    /**
     * The rules of a pool to which streams are added and from which they are taken; there are none at first. A stream holds one slot at
     * most, and one that ends is no candidate any more.
     */
    static StochasticRules live(StochasticPolicy policy, LivePool pool) {
        return open(
                pool.maxStreams(),
                policy.nActive(),
                policy.weighting(),
                pool.isWeighted() ? new double[pool.maxStreams()] : null,
                policy.rate(),
                policy.dist());
    }

    private static StochasticRules open(
            int streams, int slots, Weighting weighting, double[] asked, double rate, Dist dist) {
        double[] weights = asked == null ? null : WeightsCodec.scaled(asked);
        return new StochasticRules(
                streams,
                slots,
                Mode.SINGLE_ACTIVE,
                weighting,
                weights,
                null,
                null,
                rate,
                dist,
                true,
                true,
                asked,
                WeightRevisions.NONE,
                0);
    }

    /** The rules of this open pool where a stream has another weight. */
    StochasticRules with(int stream, double weight) {
        if (asked == null) {
            return this;
        }
        double[] changed = asked.clone();
        changed[stream] = weight;
        return open(streams, slots, weighting, changed, rate, dist);
    }

    /** The rules of those streams only. */
    StochasticRules of(IntPredicate isThere) {
        double[] rest = weights.clone();
        for (int stream = 0; stream < streams; stream++) {
            rest[stream] = isThere.test(stream) ? rest[stream] : 0;
        }
        return new StochasticRules(
                streams, slots, mode, weighting, rest, null, lengths, rate, dist, prunes, open, asked, revisions,
                revision);
    }

    // ---- weights that change

    /** The round in which other rules than these are in force. */
    long nextRound() {
        return revisions.round(revision + 1);
    }

    /** The number of the revision by whose weights these are the rules; 0 for those with which a run begins. */
    int revision() {
        return revision;
    }

    /** The rules that are in force in a round. */
    StochasticRules inRound(long round) {
        return round < nextRound() ? this : revised(revisions.inForce(round));
    }

    /** The rules of another revision than the first. O(streams · log streams). */
    private StochasticRules revised(int number) {
        return number == revision
                ? this
                : new StochasticRules(
                        streams,
                        slots,
                        mode,
                        weighting,
                        Arguments.weights(revisions.weights(number), streams),
                        null,
                        lengths,
                        rate,
                        dist,
                        prunes,
                        open,
                        asked,
                        revisions,
                        number);
    }

    /**
     * The activations that end when these rules come into force: those of streams without a weight, and as many of others as it takes until what they owe
     * in slots beyond their shares is a third of 3 · rate · (1 + w · √N) at most.
     *
     * @param held the stream of each activation
     * @param owed what each may still give
     */
    BitSet beyondTheirShares(int[] held, long[] owed) {
        Map<Integer, Holding> holdings = new HashMap<>();
        for (int i = 0; i < held.length; i++) {
            holdings.merge(held[i], new Holding(1, owed[i]), Holding::and);
        }
        double root = Math.sqrt(counted());
        BitSet beyond = new BitSet();
        for (int i = held.length - 1; i >= 0; i--) {
            Holding holding = holdings.get(held[i]);
            if (isTooMuch(holding, weights[held[i]], held.length, root)) {
                holdings.put(held[i], holding.and(new Holding(-1, -owed[i])));
                beyond.set(i);
            }
        }
        return beyond;
    }

    private boolean isTooMuch(Holding holding, double weight, int all, double root) {
        double slotsBeyond = holding.slots - weight * all;
        return weight == 0 || hasRate() && slotsBeyond * holding.owed / holding.slots > rate * (1 + weight * root);
    }

    /** What a stream holds: slots, and what they may still give. */
    private record Holding(int slots, long owed) {

        Holding and(Holding other) {
            return new Holding(slots + other.slots, owed + other.owed);
        }
    }

    /** NaN if there is none. */
    double rate() {
        return rate;
    }

    /** How many samples an activation of a stream gives; less than 0 where it is not known. */
    long knownLength(int stream) {
        return lengths == null ? -1 : lengths[stream];
    }

    /** By which candidates are chosen; null where they are chosen uniformly. */
    double[] shareWeights() {
        return shares() ? weights : null;
    }

    /**
     * Layout: of an open pool with weights, varint how many streams have one, and for each varint distance and weight; where weights change, varint
     * number of the revision; else nothing.
     */
    void savePool(StateOut out) throws IOException {
        if (asked != null) {
            WeightsCodec.save(asked, out);
        }
        if (!revisions.isEmpty()) {
            out.number(revision);
        }
    }

    StochasticRules restorePool(StateIn in) throws IOException {
        if (!revisions.isEmpty()) {
            int saved = in.number(revisions.size(), "the number of a revision");
            return saved == 0 ? this : revised(saved);
        }
        return asked == null ? this : open(streams, slots, weighting, WeightsCodec.restore(streams, in), rate, dist);
    }

    /** How many streams there are to draw from. */
    private int counted() {
        return weights == null
                ? streams
                : (int) Arrays.stream(weights).filter(w -> w > 0).count();
    }

    private static double[] times(double[] weights, double[] fractions) {
        double[] products = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            products[i] = weights[i] * fractions[i];
        }
        return Arguments.weights(products, products.length);
    }

    /** max(w, τ) with τ such that Σ min(1, w / τ) is {@code wanted}: light streams are not drawn so rarely that they clog their slots. */
    private static double[] lifted(double[] weights, double wanted) {
        double[] rising = Arrays.stream(weights).filter(w -> w > 0).sorted().toArray();
        if (rising.length == 0) {
            return weights;
        }
        double below = 0;
        double floor = rising[0];
        for (int i = 0; i < rising.length; i++) {
            // With τ between two weights, the lighter ones count w / τ and the others 1.
            below += rising[i];
            double rest = wanted - (rising.length - 1 - i);
            double next = i + 1 < rising.length ? rising[i + 1] : Double.MAX_VALUE;
            if (rest > 0 && below / rest <= next) {
                floor = Math.max(floor, below / rest);
                break;
            }
        }
        double least = floor;
        return Arrays.stream(weights).map(w -> w == 0 ? 0 : Math.max(w, least)).toArray();
    }

    int streams() {
        return streams;
    }

    int slots() {
        return slots;
    }

    Mode mode() {
        return mode;
    }

    boolean hasRate() {
        return !Double.isNaN(rate);
    }

    private boolean shares() {
        return weights != null && weighting == Weighting.SHARE;
    }

    /**
     * How many slots a {@link CatchUpSlot} looks at for a draw. Below a rate of {@value #SLOW} the waiting for a slot weighs more than a
     * quota, so that it takes many.
     */
    private int looks() {
        if (!shares() || !hasRate()) {
            return 1;
        }
        return rate < SLOW ? 10 : mode == Mode.SINGLE_ACTIVE || isCrowded(slots) ? 2 : 1;
    }

    /** Whether so many slots, in all activations of a mux together, are too many for one look. */
    private boolean isCrowded(long open) {
        return open > roomy && open <= MOST_CROWDED;
    }

    /** Whether there is a number of slots that is too many for one look. */
    private boolean canCrowd() {
        return roomy < MOST_CROWDED;
    }

    /**
     * The most slots for which one look is enough. While all of them are filled anew, which takes {@code rate · slots} draws, a stream that has a share w of the
     * slots gives a binomial number of samples, of variance rate · slots · w · (1 − w): a sixth of 3 · rate · (1 + w · √N) has to be no less than its standard
     * deviation.
     */
    private long roomiest() {
        if (!shares() || !hasRate() || mode != Mode.WITH_REPLACEMENT) {
            return Long.MAX_VALUE;
        }
        double root = Math.sqrt(counted());
        double fewest = Double.POSITIVE_INFINITY;
        for (double w : weights) {
            double sixth = rate * (1 + w * root) / 2;
            fewest = Math.min(fewest, sixth * sixth / (rate * w * (1 - w)));
        }
        return (long) fewest;
    }

    /**
     * Whether a slot that is ahead of its share by more than the slack is drawn again. Only where slots are drawn by weight: with uniform
     * draws, slots that wait would fill up with the heaviest stream (measured, 100 Zipf streams: 4.4 effective ones in 10 slots, 8.1 without).
     */
    private boolean redraws() {
        return shares() && hasRate() && mode == Mode.SINGLE_ACTIVE;
    }

    /**
     * How many draws are made and thrown away when a mux is activated, so that shares are right on average from the first one that counts. A stream that can hold
     * one slot only rests now and then if it is heavy, but not at the start: without a warm-up the heaviest of 100 Zipf streams in 10 slots had .226 for .193
     * over 40 samples.
     *
     * @param uniform in [0, 1): the length is random, so that activations do not all start in phase with the heaviest stream
     */
    private long warmUp(double uniform) {
        return (long) ((.5 + uniform) * Math.min(LONGEST_WARM_UP, LIFETIMES * slots * rate));
    }

    /**
     * Whether activations are cut at the beginning of a run so that they end one after another. Where streams hold one slot, the warm-up
     * does that.
     */
    private boolean staggers() {
        return shares() && hasRate() && mode == Mode.WITH_REPLACEMENT;
    }

    /** What an activation that gave nothing is charged. */
    private long penalty() {
        return hasRate() ? (long) Math.ceil(rate) : 1;
    }

    Quota quota() {
        return hasRate() ? dist.quota(rate) : Quota.UNLIMITED;
    }

    // ---- what the picker is made of

    SlotWeights slotWeights() {
        return SlotWeights.of(drawWeights);
    }

    /** @param run null where the mux's activations have nothing to do with one another */
    SlotChooser slotChooser(SharedRun run) {
        SlotChooser chooser = choosing(run);
        return revisions.isEmpty() || chooser instanceof CatchUpSlot ? chooser : new SlotChooser.Entering(chooser);
    }

    private SlotChooser choosing(SharedRun run) {
        if (!shares()) {
            return new AnySlot();
        }
        if (!hasRate() && drawWeights != null && !open) {
            return new RemainingStreamsSlot(isThere -> of(isThere).slotWeights());
        }
        boolean canCrowd = run != null && (canCrowd() || run.isNested() && staggers());
        int looks = looks();
        if (looks == 1 && !redraws() && !canCrowd && !open) {
            return new AnySlot();
        }
        return new CatchUpSlot(
                canCrowd ? () -> isCrowded(run) ? Math.max(2, looks) : looks : () -> looks,
                PATIENCE * rate,
                redraws() ? REDRAWS : 0,
                rate);
    }

    /**
     * Whether one look is too few although it would do for each activation alone: several are open at once, whose unfinished quotas no
     * other sees, or they have too many slots together.
     */
    private boolean isCrowded(SharedRun run) {
        return run.openActivations() > 1 || isCrowded((long) run.openActivations() * slots);
    }

    /** How the first activation of a run begins. */
    List<RunStart> runStart(boolean isNested) {
        StreamLengths known = new StreamLengths(lengths);
        List<RunStart> steps = new ArrayList<>();
        if (redraws() && !open && slots < streams && rate >= LEAST_WARMED_UP) {
            steps.add(new WarmUp(streams, known, this::warmUp));
        }
        if (goesOn() && !isNested && staggers()) {
            steps.add(new Stagger(known));
        }
        if (goesOn() && !isNested && lengths != null) {
            steps.add((seed, active, chooser, draw) -> chooser.ledger().know(lengths, rate));
        }
        return steps;
    }

    StochasticPicker.Refill refill() {
        return shares() || open ? StochasticPicker.Refill.AT_ONCE : StochasticPicker.Refill.WHEN_DRAWN;
    }

    DrawAtEnd drawAtEnd() {
        return shares() ? DrawAtEnd.STAYS : DrawAtEnd.DRAWN_AGAIN;
    }

    EmptyStreams emptyStreams() {
        return prunes ? new EmptyStreams.Pruned() : new EmptyStreams.Penalized(streams, penalty());
    }

    /** Whether an activation of the mux goes on where the last one stopped. One that gives each stream once has to begin anew. */
    boolean goesOn() {
        return shares() && mode != Mode.EXHAUSTIVE && !open;
    }

    ShareLedger ledger(long seed) {
        return ShareLedger.of(weights, starts(seed), !hasRate(), mode != Mode.EXHAUSTIVE && !open);
    }

    ShareLedger ledger(long seed, StateIn in) throws IOException {
        return ShareLedger.restore(weights, starts(seed), !hasRate(), revision, in);
    }

    /** @param run null where the mux's activations have nothing to do with one another */
    StreamChooser streamChooser(long seed, SharedRun run) {
        if (shares()) {
            return run == null ? LeastChargedChooser.alone(ledger(seed)) : run.open();
        }
        return open ? UniformChooser.none(streams) : UniformChooser.of(presence(), streams);
    }

    /** @param run null where the mux's activations have nothing to do with one another */
    StreamChooser restoreStreamChooser(long seed, SharedRun run, StateIn in) throws IOException {
        if (shares()) {
            RankedBitSet taken = RankedBitSet.restore(streams, in);
            return (run == null ? LeastChargedChooser.alone(ledger(seed, in)) : run.open()).without(taken);
        }
        return UniformChooser.restore(open ? null : presence(), streams, in);
    }

    /**
     * By how many samples each stream is ahead at the beginning: a uniform part of a quota drawn by its size, as it would be seen at any
     * moment of a run that has gone on for ever; but nothing for one stream that is drawn by weight, since a run is entered at an activation; an open
     * pool, whose streams are not known yet, has no such one.
     */
    private double[] starts(long seed) {
        double[] starts = new double[streams];
        Quota quota = quota();
        for (int stream = 0; stream < streams; stream++) {
            starts[stream] = weights[stream] == 0 && !open ? 0 : start(seed, stream, quota);
        }
        if (!open) {
            starts[byWeight(Seeds.unit(Seeds.mix(seed, FIRST)))] = 0;
        }
        return starts;
    }

    private double start(long seed, int stream, Quota quota) {
        UniformRandomProvider random = new SplitMix64(Seeds.mix(seed, stream));
        double uniform = random.nextDouble();
        return uniform * quota.drawBySize(1.0 / slots, random);
    }

    /**
     * How far streams are ahead of their turns when these rules come into force. At a random moment that is a uniform part of a quota, whatever the
     * weight, so that streams may keep it. Where they hold one slot at most it is not: what holds a slot for long is behind.
     */
    ShareLedger.Ahead ahead(long seed) {
        long own = Seeds.mix(seed, REVISION - revision);
        Quota quota = quota();
        return (stream, until) ->
                mode == Mode.WITH_REPLACEMENT && !Double.isNaN(until) ? until : start(own, stream, quota);
    }

    private int byWeight(double uniform) {
        double left = uniform;
        int last = 0;
        for (int stream = 0; stream < streams && left >= 0; stream++) {
            left -= weights[stream];
            last = weights[stream] > 0 ? stream : last;
        }
        return last;
    }

    /** How much of each stream can be activated: nothing where the weight is 0. */
    private double[] presence() {
        if (weights == null) {
            return fractions;
        }
        double[] present = new double[streams];
        for (int i = 0; i < streams; i++) {
            present[i] = weights[i] == 0 ? 0 : fractions == null ? 1 : fractions[i];
        }
        return present;
    }
}
