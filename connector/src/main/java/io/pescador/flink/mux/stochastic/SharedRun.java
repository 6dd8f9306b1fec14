// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.streamer.spi.CarriedState;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.stream.IntStream;

/**
 * All activations of a weighted mux at one place of a tree, as parts of one run: they share the ledger of what streams gave, and what one of them left
 * unfinished when it was closed, another begins with. So the shares of streams inside a mux inside a mux hold as closely as those of a mux
 * that is never closed; the counts of activations that know nothing of one another would wander off as a random walk.
 */
final class SharedRun implements CarriedState.Ledger {

    /**
     * What the slots of an activation held when it was closed.
     *
     * @param machine its seed
     * @param streams in the order of slots; none is empty
     * @param rest what each may still give
     * @param carried what each gave before, under the same quota
     * @param due what each is charged in the ledger beyond what was entered there
     * @param gave how much of that it gave
     */
    record Unfinished(long machine, int[] streams, long[] rest, long[] carried, long[] due, long[] gave) {}

    /** Of the starts: that of the first activation. */
    private final long seed;

    private final ShareLedger ledger;
    private final boolean isNested;
    private final Deque<Unfinished> unfinished = new ArrayDeque<>();
    private StochasticRules rules;
    private LeastChargedChooser spare;
    private long spareSince;
    private boolean isFirst;

    private SharedRun(long seed, ShareLedger ledger, boolean isNested) {
        this.seed = seed;
        this.ledger = ledger;
        this.isNested = isNested;
    }

    static SharedRun begin(StochasticRules rules, long seed, boolean isNested) {
        SharedRun run = new SharedRun(seed, rules.ledger(seed), isNested);
        run.isFirst = true;
        run.rules = rules;
        return run;
    }

    static SharedRun restore(StochasticRules rules, boolean isNested, StateIn in) throws IOException {
        long seed = in.bits();
        StochasticRules inForce = rules.restorePool(in);
        SharedRun run = new SharedRun(seed, inForce.ledger(seed, in), isNested);
        run.rules = inForce;
        for (long n = in.number(); n > 0; n--) {
            long machine = in.bits();
            int size = in.number(rules.slots(), "the number of slots");
            Unfinished slots = new Unfinished(
                    machine, new int[size], new long[size], new long[size], new long[size], new long[size]);
            for (int i = 0; i < size; i++) {
                slots.streams[i] = in.number(rules.streams() - 1, "the number of a stream");
                slots.rest[i] = rules.hasRate() ? in.number() : Long.MAX_VALUE;
                slots.carried[i] = in.number();
                slots.due[i] = in.signed();
                slots.gave[i] = in.number();
                if (slots.rest[i] == 0) {
                    throw in.damaged("an activation was left that has nothing to give any more");
                }
                run.ledger.charge(slots.streams[i], slots.due[i]);
            }
            run.leave(slots);
        }
        return run;
    }

    /**
     * Layout: 8 bytes seed; where weights change, varint number of the revision; the ledger; varint how many activations left something, and for each 8 bytes seed, varint how many slots, and for each of them varint
     * stream, what it may still give (with a rate), signed varint what is due and varint what of it was given.
     */
    @Override
    public void save(StateOut out) throws IOException {
        out.bits(seed);
        rules.savePool(out);
        ledger.save(out);
        out.number(unfinished.size());
        for (Unfinished slots : unfinished) {
            out.bits(slots.machine);
            out.number(slots.streams.length);
            for (int i = 0; i < slots.streams.length; i++) {
                out.number(slots.streams[i]);
                if (slots.rest[i] != Long.MAX_VALUE) {
                    out.number(slots.rest[i]);
                }
                out.number(slots.carried[i]);
                out.signed(slots.due[i]);
                out.number(slots.gave[i]);
            }
        }
    }

    /** From now on other weights count, if they do not yet. */
    void revise(StochasticRules revised) {
        if (revised.revision() > rules.revision()) {
            rules = revised;
            ledger.revise(
                    revised.revision(),
                    revised.shareWeights(),
                    revised.ahead(seed),
                    stream -> isNested ? -1 : revised.knownLength(stream),
                    revised.rate());
            for (int left = unfinished.size(); left > 0; left--) {
                unfinished.add(withinShares(unfinished.remove()));
            }
        }
    }

    private Unfinished withinShares(Unfinished slots) {
        long[] owed = IntStream.range(0, slots.streams.length)
                .mapToLong(i -> slots.due[i] - slots.gave[i])
                .toArray();
        BitSet beyond = rules.beyondTheirShares(slots.streams, owed);
        beyond.stream().forEach(i -> ledger.cutShort(slots.streams[i], owed[i]));
        int[] stay = IntStream.range(0, owed.length).filter(i -> !beyond.get(i)).toArray();
        return new Unfinished(
                slots.machine,
                IntStream.of(stay).map(i -> slots.streams[i]).toArray(),
                IntStream.of(stay).mapToLong(i -> slots.rest[i]).toArray(),
                IntStream.of(stay).mapToLong(i -> slots.carried[i]).toArray(),
                IntStream.of(stay).mapToLong(i -> slots.due[i]).toArray(),
                IntStream.of(stay).mapToLong(i -> slots.gave[i]).toArray());
    }

    /** Whether the mux is inside another one, which closes and opens it. */
    boolean isNested() {
        return isNested;
    }

    /** Whether no activation has begun yet. */
    boolean isFirst() {
        return isFirst;
    }

    /** All streams, for one more activation. */
    LeastChargedChooser open() {
        isFirst = false;
        boolean isInOrder = spare != null && spareSince == ledger.changes();
        LeastChargedChooser candidates = isInOrder ? spare : LeastChargedChooser.sharing(ledger);
        spare = null;
        ledger.tell(candidates);
        return candidates;
    }

    /** An activation is over. */
    void close(LeastChargedChooser candidates) {
        ledger.tellNoMore(candidates);
    }

    /** An activation is over and needs its candidates no more, all of which are back: the next one need not build its heap. */
    void closeAndKeep(LeastChargedChooser candidates) {
        close(candidates);
        spare = candidates;
        spareSince = ledger.changes();
    }

    /** How many activations are open. */
    int openActivations() {
        return ledger.told();
    }

    /** Whether nothing is open, and nothing left to go on with. */
    boolean isOver() {
        return !isFirst && unfinished.isEmpty() && ledger.told() == 0;
    }

    // ---- what is left when an activation is closed

    void leave(Unfinished slots) {
        unfinished.add(slots);
    }

    /** What was left first; null if nothing is. Slots are kept together, since which streams are open at a time is what draws depend on. */
    Unfinished takeUp() {
        return unfinished.poll();
    }

    /** Whether something of a machine was left. It is its own again then: it was closed to be opened once more from what was saved. */
    boolean takeBack(long machine) {
        return unfinished.removeIf(slots -> slots.machine == machine);
    }
}
