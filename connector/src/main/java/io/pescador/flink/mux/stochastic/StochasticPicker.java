// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.mux.DrawAtEnd;
import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.quota.Quota;
import io.pescador.flink.mux.quota.ReseededRandom;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.mux.structure.PersistentRandom;
import io.pescador.flink.streamer.spi.Seeds;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.commons.rng.core.source64.XoRoShiRo128PlusPlus;

import java.io.IOException;
import java.util.Arrays;

/**
 * Draws from a bounded active set; a slot whose activation is over is filled anew from the candidates. A {@link StreamChooser} says with
 * which, a {@link SlotChooser} which slot gives the next sample; {@link StochasticRules} chose both.
 *
 * <p>Which stream an activation has, and which quota, is drawn from its own seed, not from the sequence of draws. Between activations a
 * draw costs O(1) and allocates nothing; an activation costs O(log n) and O(rate).
 */
class StochasticPicker implements Picker {

    /** When a slot is filled anew whose quota is used up. */
    enum Refill {
        /** With its last sample, so that a stream is always either active or a candidate. */
        AT_ONCE,
        /** When it is drawn, and then another slot is drawn instead: pescador's behaviour. */
        WHEN_DRAWN
    }

    // What the randomness of a mux's activation is for.
    private static final long CHOICE = -1;
    private static final long QUOTA = -2;
    private static final long DRAWS = -3;

    StochasticRules rules;
    final ActiveSet active;

    /** Those of the active set: each draw needs them. */
    private final long[] remaining;

    StreamChooser streams;
    int picked = NONE;

    private final long seed;
    private final long choiceSeed;
    private final long quotaSeed;
    private final ReseededRandom choiceRandom = new ReseededRandom();
    private final ReseededRandom quotaRandom = new ReseededRandom();
    private final Quota quota;

    /** Null where the mux's activations have nothing to do with one another. */
    private final SharedRun run;

    private SlotChooser slots;
    private final Refill refill;
    private final EmptyStreams emptyStreams;
    private final XoRoShiRo128PlusPlus random;
    private final FilledSlots filledInPassing = new FilledSlots();
    private long activations;
    private boolean isClosed;

    /** Whether streams may have been empty since the last sample: spares each draw a call. */
    private boolean sawEmpty;

    StochasticPicker(
            StochasticRules rules, long seed, SharedRun run, StreamChooser streams, XoRoShiRo128PlusPlus random) {
        this.rules = rules;
        this.seed = seed;
        this.run = run;
        this.streams = streams;
        this.random = random;
        choiceSeed = Seeds.mix(seed, CHOICE);
        quotaSeed = Seeds.mix(seed, QUOTA);
        quota = rules.quota();
        active = new ActiveSet(rules.slots(), rules.slotWeights());
        remaining = active.remaining;
        slots = rules.slotChooser(run);
        refill = rules.refill();
        emptyStreams = rules.emptyStreams();
    }

    static XoRoShiRo128PlusPlus randomOf(long seed) {
        return PersistentRandom.of(Seeds.mix(seed, DRAWS));
    }

    /**
     * A fresh activation, with its slots filled.
     *
     * @param run what it shares with others, or null
     */
    static StochasticPicker start(StochasticRules rules, long seed, SharedRun run) {
        boolean isFirst = run == null || run.isFirst();
        if (run != null) {
            run.revise(rules);
        }
        StochasticPicker picker =
                new StochasticPicker(rules, seed, run, rules.streamChooser(seed, run), randomOf(seed));
        picker.fillAll(run == null ? 0 : picker.takeUp(run.takeUp()));
        if (isFirst) {
            picker.beginRun();
        }
        return picker;
    }

    private void fillAll(int taken) {
        boolean areEqual = active.weights().areEqual();
        int slot = taken;
        for (; slot < slots() && streams.size() > 0; slot++) {
            fill(slot);
            if (areEqual) {
                grant(slot);
            }
        }
        for (int filled = taken; filled < slot && !areEqual; filled++) {
            grant(filled); // only now, since a slot's chance of being drawn depends on what the others hold
        }
    }

    private void beginRun() {
        for (RunStart step : rules.runStart(isNested())) {
            step.begin(seed, active, (LeastChargedChooser) streams, () -> {
                pick();
                emitted();
            });
        }
    }

    private boolean isNested() {
        return run != null && run.isNested();
    }

    // ---- activations

    private void fill(int slot) {
        fill(slot, streams.choose(choiceRandom.of(choiceSeed, activations)));
    }

    private void fill(int slot, int chosen) {
        active.fill(slot, chosen, activations++);
        if (rules.mode() != Mode.WITH_REPLACEMENT) {
            streams.activated(chosen);
            streams.take(chosen);
        }
    }

    private void grant(int slot) {
        active.grant(slot, quota.draw(active.filled().chance(slot), quotaRandom.of(quotaSeed, active.ordinal[slot])));
        active.carried[slot] = 0;
        active.charged[slot] = expected(slot);
        streams.grant(active.stream[slot], active.charged[slot]);
    }

    /**
     * What a slot's stream will still give, as far as that is known. In a mux that is itself activated often, streams are closed and
     * opened again before they end, so they give more than their length.
     */
    private long expected(int slot) {
        return isNested() && rules.hasRate()
                ? remaining[slot]
                : Math.min(remaining[slot], streams.expected(active.stream[slot]));
    }

    /** Fills an empty slot, if there is a candidate. */
    final void fillAnew(int slot) {
        if (streams.size() > 0) {
            fill(slot);
            grant(slot);
        }
    }

    private void replace(int slot) {
        active.empty(slot);
        fillAnew(slot);
    }

    /** The activation in a slot is over, and its stream is a candidate again where the mode says so. */
    private void over(int slot) {
        if (rules.mode() == Mode.SINGLE_ACTIVE) {
            streams.put(active.stream[slot]);
        }
        replace(slot);
    }

    private void book(int slot) {
        long unbooked = slots.unbooked(active.gave(slot));
        if (unbooked > 0) {
            streams.gave(active.stream[slot], unbooked);
        }
    }

    /** What a slot's stream is charged beyond what is entered as given. */
    private long due(int slot) {
        long gave = active.gave(slot);
        return active.charged[slot] - (gave - slots.unbooked(gave));
    }

    // ---- the protocol

    @Override
    public int pick() {
        if (picked != NONE) {
            return picked;
        }
        int slot = slots.choose(active, streams, random);
        if (slot != NONE && remaining[slot] == 0) {
            slot = fillInPassing(slot);
        }
        picked = slot;
        return slot;
    }

    @Override
    public int[] revise(long round) {
        return round < rules.nextRound() ? NO_SLOTS : revise(rules.inRound(round));
    }

    /**
     * Other weights are in force. What slots hold stays, and what it still owes counts for the new shares, but for activations that the new
     * shares have no room for: these end, and others take their slots.
     */
    private int[] revise(StochasticRules revised) {
        rules = revised;
        run.revise(revised);
        slots = revised.slotChooser(run);
        int[] ended = active.beyondTheirShares(revised);
        ShareLedger ledger = ((LeastChargedChooser) streams).ledger();
        for (int slot : ended) {
            ledger.cutShort(active.stream[slot], active.charged[slot] - active.gave(slot));
            active.empty(slot);
        }
        if (!active.weights().areEqual()) {
            active.reweigh(revised.slotWeights());
        }
        slots.prepare(active, streams);
        if (rules.mode() == Mode.SINGLE_ACTIVE) {
            for (int slot : active.held()) {
                streams.take(active.stream[slot]);
            }
        }
        filledInPassing.clear();
        for (int slot = 0; slot < slots() && streams.size() > 0; slot++) {
            if (!active.holds(slot)) {
                fillAnew(slot);
                filledInPassing.add(slot);
            }
        }
        return ended;
    }

    private int fillInPassing(int drawn) {
        filledInPassing.clear();
        int slot = drawn;
        while (slot != NONE && remaining[slot] == 0) {
            over(slot);
            filledInPassing.add(slot);
            slot = slots.choose(active, streams, random);
        }
        return slot;
    }

    @Override
    public int takeFilled() {
        return filledInPassing.take();
    }

    @Override
    public boolean emitted() {
        int slot = picked;
        picked = NONE;
        slots.emitted(slot, active, streams);
        if (sawEmpty) {
            sawEmpty = false;
            emptyStreams.interrupt();
        }
        if (--remaining[slot] > 0) {
            return false;
        }
        book(slot);
        streams.over(active.stream[slot], active.charged[slot], active.granted[slot], active.carried[slot]);
        if (refill == Refill.AT_ONCE) {
            over(slot);
        }
        return true;
    }

    @Override
    public final void ended() {
        int slot = picked;
        int ending = active.stream[slot];
        picked = NONE;
        long gave = active.gave(slot);
        book(slot);
        if (gave > 0) {
            streams.over(ending, active.charged[slot], gave, active.carried[slot]);
        } else {
            streams.charge(ending, -active.charged[slot]);
        }
        streams.ended(ending, gave);
        leave(slot, gave);
    }

    /** The stream in a slot has ended. */
    void leave(int slot, long gave) {
        if (gave > 0) {
            over(slot);
            keepDraw(slot);
            return;
        }
        sawEmpty = true;
        if (emptyStreams.keep(active.stream[slot], streams)) {
            over(slot);
        } else {
            replace(slot);
        }
        if (emptyStreams.areAll(streams)) {
            stop();
        }
    }

    /** What a slot holds now takes the draw that found the end, where shares ask for it. */
    final void keepDraw(int slot) {
        picked = rules.drawAtEnd() == DrawAtEnd.STAYS && active.holds(slot) ? slot : NONE;
    }

    /** Nothing more is to be had. */
    private void stop() {
        for (int slot : active.held()) {
            book(slot);
            streams.charge(active.stream[slot], active.gave(slot) - active.charged[slot]);
            streams.put(active.stream[slot]);
            active.empty(slot);
        }
    }

    @Override
    public int slots() {
        return active.slots();
    }

    @Override
    public int stream(int slot) {
        return remaining[slot] > 0 ? active.stream[slot] : NONE;
    }

    @Override
    public long ordinal(int slot) {
        return active.ordinal[slot];
    }

    @Override
    public long quota(int slot) {
        return active.granted[slot];
    }

    @Override
    public long remaining(int slot) {
        return active.granted[slot] == Long.MAX_VALUE ? Long.MAX_VALUE : remaining[slot];
    }

    @Override
    public long activations() {
        return activations;
    }

    @Override
    public Foreseen foresee(int ahead) {
        // Where draws are by weight, the quota depends on what the other slots will hold.
        if (!active.weights().areEqual() || streams.size() == 0) {
            return null;
        }
        if (ahead > 0 && rules.mode() != Mode.WITH_REPLACEMENT) {
            return null; // who is taken is no candidate for the next: of 300 streams 140 would be opened in vain
        }
        long number = activations + ahead;
        int stream = streams.foresee(ahead, i -> foreseenQuota(activations + i), choiceRandom.of(choiceSeed, number));
        return new Foreseen(stream, number, foreseenQuota(number));
    }

    private long foreseenQuota(long number) {
        return quota.draw(1.0 / slots(), quotaRandom.of(quotaSeed, number));
    }

    // ---- from one activation of the mux to the next

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
            streams.gave(unfinished, others.gave()[i]);
            if (streams.contains(unfinished)) {
                fill(slot, unfinished);
                active.grant(slot, others.rest()[i]);
                active.carried[slot] = others.carried()[i];
                // It is opened anew, and may give as much again.
                active.charged[slot] = Math.max(due, expected(slot));
                streams.charge(unfinished, active.charged[slot++] - due);
            } else { // it was pruned meanwhile
                streams.charge(unfinished, -due);
            }
        }
        return slot;
    }

    /** Another activation of the mux begins with what the slots hold. */
    @Override
    public void close() {
        if (isClosed || run == null) {
            return;
        }
        isClosed = true;
        LeastChargedChooser shared = (LeastChargedChooser) streams; // where a run is shared, they are no others
        if (active.filled().isEmpty()) {
            run.close(shared);
            return;
        }
        int[] held = active.held();
        run.leave(new SharedRun.Unfinished(
                seed,
                Arrays.stream(held).map(slot -> active.stream[slot]).toArray(),
                Arrays.stream(held).mapToLong(this::remaining).toArray(),
                Arrays.stream(held)
                        .mapToLong(slot -> active.carried[slot] + active.gave(slot))
                        .toArray(),
                Arrays.stream(held).mapToLong(this::due).toArray(),
                Arrays.stream(held)
                        .mapToLong(slot -> slots.unbooked(active.gave(slot)))
                        .toArray()));
        for (int slot : held) {
            streams.put(active.stream[slot]);
            active.empty(slot);
        }
        run.closeAndKeep(shared);
    }

    // ---- state

    /**
     * Layout: where weights change, varint number of the revision; varint activations, picked slot + 1; the random state; the candidates; the streams that were empty in a row; the active set.
     */
    @Override
    public void save(StateOut out) throws IOException {
        slots.prepare(active, streams);
        if (run != null) {
            rules.savePool(out);
        }
        out.number(activations);
        out.number(picked + 1);
        PersistentRandom.save(random, out);
        streams.save(out);
        emptyStreams.save(out);
        active.save(out);
    }

    /** @param run what it shares with others, or null */
    static StochasticPicker restore(StochasticRules saved, long seed, SharedRun run, StateIn in) throws IOException {
        StochasticRules rules = run == null ? saved : saved.restorePool(in);
        long activations = in.number();
        int picked = in.number(rules.slots(), "the picked slot") - 1;
        XoRoShiRo128PlusPlus random = PersistentRandom.restore(in);
        StochasticPicker picker =
                new StochasticPicker(rules, seed, run, rules.restoreStreamChooser(seed, run, in), random);
        picker.restore(activations, picked, run != null && run.takeBack(seed), in);
        if (picker.active.filled().isEmpty()) {
            picker.close(); // as it did at its end
        }
        return picker;
    }

    final void restore(long activationCount, int pickedSlot, boolean isCharged, StateIn in) throws IOException {
        activations = activationCount;
        picked = pickedSlot;
        slots.prepare(active, streams);
        emptyStreams.restore(in);
        sawEmpty = true; // perhaps
        active.restore(in, rules.streams(), refill == Refill.WHEN_DRAWN ? 0 : 1);
        for (int slot = 0; slot < slots() && !isCharged; slot++) {
            if (active.holds(slot)) {
                streams.charge(active.stream[slot], due(slot));
            }
        }
        if (picked != NONE && stream(picked) == NONE) {
            throw in.damaged("the picked slot " + picked + " is empty");
        }
    }
}
