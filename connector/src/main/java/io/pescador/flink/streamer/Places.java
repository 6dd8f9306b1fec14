// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What lasts from one activation of a place in the tree to the next: where rotating leaves go on, and the ledgers of muxes that go on with their shares.
 *
 * <p>There is one for a whole shard, and one of its own for each pass that has to be like the pass before.
 */
public final class Places {

    /** What a mux keeps of all of its activations. */
    public interface Ledger {
        void save(StateOut out) throws IOException;
    }

    /**
     * Reads back what {@link Ledger#save} wrote.
     *
     * @param <L> its class
     */
    @FunctionalInterface
    public interface LedgerReader<L extends Ledger> {
        L read(StateIn in) throws IOException;
    }

    private final Session session;
    private final Rotation rotation = new Rotation();
    private final Map<Long, Ledger> ledgers = new TreeMap<>();

    Places(Session session) {
        this.session = session;
    }

    Session session() {
        return session;
    }

    Rotation rotation() {
        return rotation;
    }

    /** Whether there is a ledger of a place. */
    public boolean knows(long place) {
        return ledgers.containsKey(place);
    }

    /**
     * The ledger of a place.
     *
     * @param fresh makes it at the place's first activation
     * @param reader reads the one of an earlier run
     */
    @SuppressWarnings("unchecked") // a place has one streamer, and that one class of ledger
    public <L extends Ledger> L ledger(long place, Supplier<L> fresh, LedgerReader<L> reader) throws IOException {
        Ledger there = ledgers.get(place);
        if (there != null && !(there instanceof Unread)) {
            return (L) there;
        }
        L ledger = there == null ? fresh.get() : ((Unread) there).read(reader);
        ledgers.put(place, ledger);
        return ledger;
    }

    /** The next activation of a place begins from nothing. */
    public void forget(long place) {
        ledgers.remove(place);
    }

    /** Layout: the rotating leaves; varint how many ledgers, and for each, rising, 8 bytes place and what it says as a string of bytes. */
    void save(StateOut out) throws IOException {
        rotation.save(out);
        out.number(ledgers.size());
        for (Map.Entry<Long, Ledger> entry : ledgers.entrySet()) {
            out.bits(entry.getKey());
            StateOut ledger = new StateOut();
            entry.getValue().save(ledger);
            out.bytes(ledger.toByteArray());
        }
    }

    void restore(StateIn in) throws IOException {
        rotation.restore(in);
        ledgers.clear();
        for (long n = in.number(); n > 0; n--) {
            long place = in.bits();
            ledgers.put(place, new Unread(in.bytes()));
        }
    }

    /** The ledger of an earlier run, where no activation asked for it since. */
    private record Unread(byte[] bytes) implements Ledger {

        <L extends Ledger> L read(LedgerReader<L> reader) throws IOException {
            StateIn in = new StateIn(bytes);
            L ledger = reader.read(in);
            in.end();
            return ledger;
        }

        @Override
        public void save(StateOut out) throws IOException {
            out.data().write(bytes);
        }
    }
}
