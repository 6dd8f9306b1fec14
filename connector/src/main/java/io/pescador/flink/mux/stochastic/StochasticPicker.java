// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.mux.LivePicker;
import io.pescador.flink.mux.quota.Quota;
import io.pescador.flink.mux.quota.ReseededRandom;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.mux.structure.PersistentRandom;
import io.pescador.flink.mux.structure.RankedBitSet;
import io.pescador.flink.mux.structure.SlotSampler;
import io.pescador.flink.streamer.spi.Seeds;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.commons.rng.core.source64.XoRoShiRo128PlusPlus;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Draws from a bounded active set; a slot whose activation is over is filled anew from the candidates.
 *
 * <p>Which stream an activation has, and which quota, is drawn from its own seed, not from the sequence of draws. Between activations a
 * draw costs O(1) and allocates nothing; an activation costs O(log n) and O(rate).
 */
final class StochasticPicker implements LivePicker {

    /** A drawn slot that is ahead of its share is drawn again; where all slots are ahead, one has to give. */
    private static final int REDRAWS = 64;

    // What the randomness of a mux's activation is for.
    private static final long CHOICE = -1;
    private static final long QUOTA = -2;
    private static final long DRAWS = -3;
    private static final long WARM_UP = -4;
    private static final long STAGGER = -6;

    private StochasticRules rules;
    private final long seed;
    private final long choiceSeed;
    private final long quotaSeed;
    private final ReseededRandom choiceRandom = new ReseededRandom();
    private final ReseededRandom quotaRandom = new ReseededRandom();
    private final Quota quota;
    private final SharedRun run;
    private StreamChooser candidates;
    private SlotSampler filled;
    private final XoRoShiRo128PlusPlus random;
    private final int looks;
    private final boolean crowds;
    private final boolean redraws;
    private final boolean watchesLeads;
    private final boolean lingers;
    private final boolean followsDrops;
    private int drops;
    private final RankedBitSet empties;

    private final int[] stream;
    private final long[] ordinal;
    private final long[] granted;
    private final long[] charged; // the quota, or what the stream is expected to give if less
    private final long[] carried; // what it gave before the mux's activation that holds it
    private final long[] left; // of what was granted: all that a draw without weights has to know

    private long activations;
    private int picked = NONE;
    private boolean hasLeft;

    /** The slots that the last pick filled, and how many of them were taken. */
    private int[] filledInPassing = new int[1];

    private int filledCount;
    private int takenCount;

    private StochasticPicker(
            StochasticRules rules,
            long seed,
            SharedRun run,
            StreamChooser candidates,
            XoRoShiRo128PlusPlus random,
            RankedBitSet empties) {
        this.rules = rules;
        this.seed = seed;
        this.run = run;
        this.candidates = candidates;
        this.random = random;
        this.empties = empties;
        choiceSeed = Seeds.mix(seed, CHOICE);
        quotaSeed = Seeds.mix(seed, QUOTA);
        quota = rules.quota();
        filled = rules.slotDraw();
        looks = rules.looks();
        redraws = rules.redraws();
        crowds = run != null && (rules.canCrowd() || run.isNested() && rules.staggers());
        watchesLeads = rules.watchesLeads() || crowds;
        lingers = rules.lingers();
        followsDrops = rules.followsDrops();
        int slots = rules.slots();
        stream = new int[slots];
        Arrays.fill(stream, NONE);
        ordinal = new long[slots];
        granted = new long[slots];
        charged = new long[slots];
        left = new long[slots];
        carried = new long[slots];
    }

    /**
     * A fresh activation, with its slots filled.
     *
     * @param run what it shares with others, or null
     */
    static StochasticPicker start(StochasticRules rules, long seed, SharedRun run) {
        boolean isFirst = run == null || run.isFirst();
        StochasticPicker picker = new StochasticPicker(
                rules,
                seed,
                run,
                rules.candidates(seed, run),
                PersistentRandom.of(Seeds.mix(seed, DRAWS)),
                RankedBitSet.empty(rules.prunes() ? 0 : rules.streams()));
        int taken = run == null ? 0 : picker.takeUp(run.takeUp());
        int slots = taken;
        for (; slots < picker.slots() && picker.candidates.size() > 0; slots++) {
            picker.fill(slots);
            if (rules.drawsUniformly()) {
                picker.grant(slots);
            }
        }
        for (int slot = taken; slot < slots && !rules.drawsUniformly(); slot++) {
            picker.grant(slot); // only now, since a slot's chance of being drawn depends on what the others hold
        }
        if (isFirst) {
            picker.begin(slots);
        }
        return picker;
    }

    /**
     * What a slot's stream has left to give, as far as that is known. In a mux that is itself activated often, streams are closed and
     * opened again before they end, so they give more than their length.
     */
    private long expected(int slot) {
        return rules.hasRate() && isNested() ? left[slot] : Math.min(left[slot], candidates.expected(stream[slot]));
    }

    private boolean isNested() {
        return run != null && run.isNested();
    }

    /** A run begins. Slots are in the middle of their activations, as they would be at any moment of an endless run. */
    private void begin(int slots) {
        warmUp();
        if (!rules.beginsInTheMiddle() || isNested()) {
            return;
        }
        ShareLedger ledger = ((LeastChargedChooser) candidates).ledger();
        if (rules.staggers()) {
            ((LeastChargedChooser) candidates).scaleFirstTurns();
            stagger(ledger, slots);
        }
        if (rules.lengths() != null) {
            ledger.know(rules.lengths(), rules.rate());
        }
    }

    /** Makes draws for nobody, then forgets what they gave: slots hold what they would in the middle of a long run. */
    private void warmUp() {
        long draws = rules.warmUp(Seeds.unit(Seeds.mix(seed, WARM_UP)));
        for (long i = 0; i < draws; i++) {
            pick();
            given();
        }
        if (draws == 0) {
            return;
        }
        LeastChargedChooser shares = (LeastChargedChooser) candidates;
        RankedBitSet held = RankedBitSet.empty(rules.streams());
        Arrays.stream(stream).filter(s -> s != NONE).forEach(held::add);
        shares.ledger().beginFirstTurns(held);
        shares.scaleFirstTurns();
        for (int slot = 0; slot < stream.length && stream[slot] != NONE; slot++) {
            book(slot);
            long rest = Math.min(left[slot], rules.length(stream[slot]));
            shares.ledger().begin(stream[slot], left[slot], rest, rest, gave(slot));
            beginWith(slot, rest);
        }
    }

    /**
     * The slot filled first is near its end, the last one near its beginning. Otherwise all would be refilled at about the same time, and
     * hold other shares from then on where some streams are shorter than their quotas.
     */
    private void stagger(ShareLedger ledger, int slots) {
        long staggerSeed = Seeds.mix(seed, STAGGER);
        for (int slot = 0; slot < slots; slot++) {
            long whole = Math.min(granted[slot], rules.length(stream[slot]));
            double part = (slot + Seeds.unit(Seeds.mix(staggerSeed, slot))) / slots;
            long rest = Math.min(whole, 1 + (long) (part * whole));
            ledger.begin(stream[slot], charged[slot], whole, rest, whole - rest);
            beginWith(slot, rest);
        }
    }

    private void beginWith(int slot, long samples) {
        granted[slot] = samples;
        left[slot] = samples;
        charged[slot] = samples;
    }

    private long gave(int slot) {
        return granted[slot] - left[slot];
    }

    /** Enters what a slot gave where samples are not entered one by one: nobody asks before, and each would be a miss of the processor's cache. */
    private void book(int slot) {
        if (!watchesLeads) {
            candidates.gave(stream[slot], gave(slot));
        }
    }

    // ---- activations

    private void fill(int slot) {
        fill(slot, candidates.choose(choiceRandom.of(choiceSeed, activations)));
    }

    private void fill(int slot, int chosen) {
        stream[slot] = chosen;
        ordinal[slot] = activations++;
        filled.add(slot, rules.drawWeight(chosen));
        if (rules.mode() != Mode.WITH_REPLACEMENT) {
            candidates.activated(chosen);
            candidates.take(chosen);
        }
    }

    private void grant(int slot) {
        grant(slot, quota.draw(filled.chance(slot), quotaRandom.of(quotaSeed, ordinal[slot])));
    }

    private void grant(int slot, long samples) {
        granted[slot] = samples;
        left[slot] = samples;
        carried[slot] = 0;
        charged[slot] = expected(slot);
        candidates.grant(stream[slot], charged[slot]);
    }

    /**
     * Fills slots with what another activation left.
     *
     * @param others null if there is nothing
     * @return how many
     */
    private int takeUp(SharedRun.Unfinished others) {
        int slot = 0;
        for (int i = 0; others != null && i < others.streams().length; i++) {
            int unfinished = others.streams()[i];
            long due = others.due()[i] - others.gave()[i];
            candidates.gave(unfinished, others.gave()[i]);
            if (candidates.contains(unfinished)) {
                fill(slot, unfinished);
                granted[slot] = others.rest()[i];
                carried[slot] = others.carried()[i];
                left[slot] = granted[slot];
                // It is opened anew, and may give as much again.
                charged[slot] = Math.max(due, expected(slot));
                candidates.charge(unfinished, charged[slot++] - due);
            } else { // it was pruned meanwhile
                candidates.charge(unfinished, -due);
            }
        }
        return slot;
    }

    /** Another activation of the mux begins with what the slots hold. */
    @Override
    public void close() {
        if (hasLeft || run == null) {
            return;
        }
        hasLeft = true;
        LeastChargedChooser shared = (LeastChargedChooser) candidates; // where a run is shared, they are no others
        if (filled.isEmpty()) {
            run.close(shared);
            return;
        }
        int[] slots = IntStream.range(0, stream.length)
                .filter(slot -> stream[slot] != NONE)
                .toArray();
        run.leave(new SharedRun.Unfinished(
                seed,
                Arrays.stream(slots).map(slot -> stream[slot]).toArray(),
                Arrays.stream(slots)
                        .mapToLong(slot -> rules.hasRate() ? left[slot] : Long.MAX_VALUE)
                        .toArray(),
                Arrays.stream(slots)
                        .mapToLong(slot -> carried[slot] + gave(slot))
                        .toArray(),
                Arrays.stream(slots).mapToLong(this::due).toArray(),
                Arrays.stream(slots)
                        .mapToLong(slot -> watchesLeads ? 0 : gave(slot))
                        .toArray()));
        for (int slot : slots) {
            candidates.put(stream[slot]);
            filled.remove(slot);
            stream[slot] = NONE;
        }
        run.closeAndKeep(shared);
    }

    /** What a slot's stream is charged beyond what is entered as given. */
    private long due(int slot) {
        return charged[slot] - (watchesLeads ? gave(slot) : 0);
    }

    private void vacate(int slot) {
        book(slot);
        candidates.charge(stream[slot], gave(slot) - charged[slot]);
        candidates.put(stream[slot]);
        filled.remove(slot);
        stream[slot] = NONE;
    }

    private void refill(int slot) {
        filled.remove(slot);
        stream[slot] = NONE;
        if (candidates.size() > 0) {
            fill(slot);
            grant(slot);
        }
    }

    // ---- the protocol

    @Override
    public int pick() {
        if (picked == NONE) {
            filledCount = 0;
            takenCount = 0;
        }
        if (followsDrops) {
            followDrops();
        }
        while (picked == NONE && !filled.isEmpty()) {
            int slot = filled.draw(random);
            if (left[slot] == 0) {
                // As in pescador: that a quota is used up shows when its slot is drawn, and then another is drawn
                // instead.
                over(slot);
                filledInPassing(slot);
                continue;
            }
            picked = watchesLeads && looksAtMore() ? better(slot) : slot;
        }
        return picked;
    }

    private void filledInPassing(int slot) {
        if (filledCount == filledInPassing.length) {
            filledInPassing = Arrays.copyOf(filledInPassing, Math.min(stream.length, 2 * filledCount));
        }
        filledInPassing[filledCount++] = slot;
    }

    @Override
    public int takeFilled() {
        return takenCount < filledCount ? filledInPassing[takenCount++] : NONE;
    }

    private boolean looksAtMore() {
        return looks > 1 || redraws || isCrowded();
    }

    /**
     * Whether one look is too few although it would do for each activation alone: several are open at once, whose unfinished quotas nobody
     * sees together, or they have too many slots.
     */
    private boolean isCrowded() {
        return crowds && (run.openActivations() > 1 || rules.isCrowded((long) run.openActivations() * stream.length));
    }

    /** The slot itself or another one that shares want more. */
    private int better(int drawn) {
        int slot = drawn;
        double lead = candidates.lead(stream[slot]);
        for (int i = 1; i < Math.max(looks, isCrowded() ? 2 : 1); i++) {
            int other = filled.draw(random);
            double otherLead = candidates.lead(stream[other]);
            boolean isOff = lead > rules.patience() || otherLead < -rules.patience();
            if (isOff && otherLead < lead) {
                slot = other;
                lead = otherLead;
            }
        }
        for (int i = 0; redraws && i < REDRAWS && lead > rules.slack(); i++) {
            slot = filled.draw(random);
            lead = candidates.lead(stream[slot]);
        }
        return slot;
    }

    @Override
    public boolean given() {
        int slot = picked;
        picked = NONE;
        if (watchesLeads) {
            candidates.gave(stream[slot], 1);
        }
        if (empties.size() > 0) {
            empties.clear();
        }
        if (--left[slot] > 0) {
            return false;
        }
        book(slot);
        candidates.over(stream[slot], charged[slot], granted[slot], carried[slot]);
        if (!lingers) {
            over(slot);
        }
        return true;
    }

    @Override
    public void ended() {
        int slot = picked;
        int ending = stream[slot];
        picked = NONE;
        long gave = gave(slot);
        book(slot);
        if (gave > 0) {
            candidates.over(ending, charged[slot], gave, carried[slot]);
        } else {
            candidates.charge(ending, -charged[slot]);
        }
        candidates.ended(ending, gave);
        if (rules.isOpen()) {
            filled.remove(slot);
            stream[slot] = NONE;
            change(ending, 0);
            fillOneSlot();
            picked = rules.keepsDraw() && stream[slot] != NONE ? slot : NONE;
        } else if (gave > 0) {
            over(slot);
            picked = rules.keepsDraw() && stream[slot] != NONE ? slot : NONE;
        } else if (rules.prunes()) {
            candidates.drop(ending);
            refill(slot);
        } else {
            candidates.penalize(ending, rules.penalty());
            over(slot);
            empties.add(ending);
            if (empties.size() >= candidates.most()) {
                stop();
            }
        }
    }

    /** Draws use the weights of the remaining streams: without a rate, nothing else makes up for dropped ones. */
    private void followDrops() {
        ShareLedger ledger = ((LeastChargedChooser) candidates).ledger();
        if (drops != ledger.drops()) {
            drops = ledger.drops();
            rules = rules.of(ledger::isAlive);
            fillAnew();
        }
    }

    private void over(int slot) {
        if (rules.mode() == Mode.SINGLE_ACTIVE) {
            candidates.put(stream[slot]);
        }
        refill(slot);
    }

    /** All candidates in a row turned out empty: nothing more is to be had. */
    private void stop() {
        for (int slot = 0; slot < stream.length; slot++) {
            if (stream[slot] != NONE) {
                vacate(slot);
            }
        }
    }

    // ---- an open pool

    @Override
    public void offer(int offered, double weight) {
        change(offered, weight);
        fillOneSlot();
    }

    @Override
    public void withdraw(int candidate) {
        change(candidate, 0);
    }

    /** Gives a stream a weight, 0 to take it out, and computes anew whatever depends on the weights of all. */
    private void change(int changed, double weight) {
        rules = rules.with(changed, weight);
        candidates = weight > 0
                ? candidates.entered(changed, rules.candidateWeights())
                : candidates.left(changed, rules.candidateWeights());
        if (!rules.drawsUniformly()) {
            fillAnew();
        }
    }

    private void fillAnew() {
        boolean[] holds = new boolean[stream.length];
        for (int slot = 0; slot < stream.length; slot++) {
            holds[slot] = filled.contains(slot);
        }
        filled = rules.slotDraw();
        for (int slot = 0; slot < stream.length; slot++) {
            if (holds[slot] && rules.drawWeight(stream[slot]) > 0) {
                filled.add(slot, rules.drawWeight(stream[slot]));
            }
        }
    }

    private void fillOneSlot() {
        for (int slot = 0; slot < stream.length && candidates.size() > 0; slot++) {
            if (stream[slot] == NONE) {
                fill(slot);
                grant(slot);
                return;
            }
        }
    }

    @Override
    public int slots() {
        return stream.length;
    }

    @Override
    public int stream(int slot) {
        return left[slot] > 0 ? stream[slot] : NONE;
    }

    @Override
    public long ordinal(int slot) {
        return ordinal[slot];
    }

    @Override
    public long quota(int slot) {
        return granted[slot];
    }

    @Override
    public long remaining(int slot) {
        return granted[slot] == Long.MAX_VALUE ? Long.MAX_VALUE : left[slot];
    }

    @Override
    public long activations() {
        return activations;
    }

    @Override
    public Foreseen foresee(int ahead) {
        // Where draws are by weight, the quota depends on what the other slots will hold.
        if (!rules.drawsUniformly() || candidates.size() == 0) {
            return null;
        }
        if (ahead > 0 && rules.mode() != Mode.WITH_REPLACEMENT) {
            return null; // who is taken is no candidate for the next: of 300 streams 140 would be opened in vain
        }
        long number = activations + ahead;
        int stream =
                candidates.foresee(ahead, i -> foreseenQuota(activations + i), choiceRandom.of(choiceSeed, number));
        return new Foreseen(stream, number, foreseenQuota(number));
    }

    private long foreseenQuota(long number) {
        return quota.draw(1.0 / slots(), quotaRandom.of(quotaSeed, number));
    }

    // ---- state

    /**
     * Layout: the weights of an open pool; varint activations, picked slot + 1; the random state; the candidates; the empties; for each slot varint stream + 1
     * and, where it holds one, varint ordinal, quota (0: none), signed varint charge, varint samples given and samples
     * given before under the same quota; the order of the filled slots.
     */
    @Override
    public void save(StateOut out) throws IOException {
        if (followsDrops) {
            followDrops();
        }
        rules.savePool(out);
        out.number(activations);
        out.number(picked + 1);
        PersistentRandom.save(random, out);
        candidates.save(out);
        empties.save(out);
        for (int slot = 0; slot < stream.length; slot++) {
            out.number(stream[slot] + 1);
            if (stream[slot] != NONE) {
                out.number(ordinal[slot]);
                out.number(granted[slot] == Long.MAX_VALUE ? 0 : granted[slot]);
                out.signed(charged[slot] == Long.MAX_VALUE ? 0 : charged[slot]);
                out.number(granted[slot] - left[slot]);
                out.number(carried[slot]);
            }
        }
        filled.save(out);
    }

    /** @param run what it shares with others, or null */
    static StochasticPicker restore(StochasticRules rules, long seed, SharedRun run, StateIn in) throws IOException {
        long activations = in.number();
        int picked = in.number(rules.slots(), "the picked slot") - 1;
        XoRoShiRo128PlusPlus random = PersistentRandom.restore(in);
        StreamChooser candidates = rules.candidates(seed, run, in);
        RankedBitSet empties = RankedBitSet.restore(rules.prunes() ? 0 : rules.streams(), in);
        StochasticPicker picker = new StochasticPicker(rules, seed, run, candidates, random, empties);
        if (picker.followsDrops) {
            picker.followDrops();
        }
        picker.activations = activations;
        picker.picked = picked;
        picker.restoreSlots(in, run != null && run.takeBack(seed));
        if (picker.filled.isEmpty()) {
            picker.close(); // as it did at its end
        }
        return picker;
    }

    private void restoreSlots(StateIn in, boolean isCharged) throws IOException {
        double[] weights = new double[stream.length];
        for (int slot = 0; slot < stream.length; slot++) {
            stream[slot] = in.number(rules.streams(), "the number of a stream") - 1;
            if (stream[slot] != NONE) {
                ordinal[slot] = in.number();
                long quotaOrNone = in.number();
                granted[slot] = quotaOrNone == 0 ? Long.MAX_VALUE : quotaOrNone;
                long charge = in.signed();
                long gave = in.number(granted[slot], "the number of samples given");
                carried[slot] = in.number();
                left[slot] = granted[slot] - gave;
                if (charge > granted[slot] || left[slot] == 0 && !lingers) {
                    throw in.damaged("slot " + slot + " holds an activation of " + quotaOrNone + " samples that gave "
                            + gave + " and is charged " + charge);
                }
                charged[slot] = charge;
                if (!isCharged) {
                    candidates.charge(stream[slot], due(slot));
                }
                weights[slot] = rules.drawWeight(stream[slot]);
            }
        }
        filled.restore(in, weights);
        for (int slot = 0; slot < stream.length; slot++) {
            if (filled.contains(slot) != (stream[slot] != NONE)) {
                throw in.damaged("slot " + slot + " is both filled and empty");
            }
        }
        if (picked != NONE && stream(picked) == NONE) {
            throw in.damaged("the picked slot " + picked + " is empty");
        }
    }
}
