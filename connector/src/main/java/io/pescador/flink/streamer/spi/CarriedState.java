// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.spi;

import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.flink.annotation.Experimental;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What outlives the activations of a path in the tree: how far streams that give pass after pass have come, and the ledgers of muxes that keep their shares.
 *
 * <p>A shard has one. A repeated stream whose passes are all alike has another for each pass.
 */
@Experimental
public final class CarriedState {

    /** What a mux keeps of all of its activations. */
    public interface Ledger {
        public void save(StateOut out) throws IOException;
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

    private final Map<Long, PassedStream> streams = new HashMap<>();
    private final Map<Long, Ledger> ledgers = new TreeMap<>();

    /**
     * Reserves items for an activation of a leaf: those that its state says; else, if it is opened early, those that it is likely to give;
     * else the next ones, as many as its quota.
     *
     * @param taken how many items the activation has taken already
     */
    public ReservedItems reserve(ActivationContext context, long taken) throws IOException {
        PassedStream stream = streams.computeIfAbsent(context.path(), path -> new PassedStream());
        Reservation reserved = reserved(stream, context, taken);
        ReservedItems items = new ReservedItems(stream, context.quota(), reserved, context.early());
        if (!context.early()) {
            stream.open(items);
        }
        return items;
    }

    private static Reservation reserved(PassedStream stream, ActivationContext context, long taken) throws IOException {
        if (context.state() != null) {
            Reservation saved = Reservation.restore(context.state());
            if (!context.early()) {
                stream.retake(saved, taken);
            }
            return saved;
        }
        return context.early() ? stream.peek(context.quota()) : stream.reserve(context.quota());
    }

    /** Whether there is a ledger of a path. */
    public boolean knows(long path) {
        return ledgers.containsKey(path);
    }

    /**
     * The ledger of a path.
     *
     * @param fresh makes it at the first activation of the path
     * @param reader reads the one of an earlier run
     */
    @SuppressWarnings("unchecked") // a path has one streamer, and that has one class of ledger
    public <L extends Ledger> L ledger(long path, Supplier<L> fresh, LedgerReader<L> reader) throws IOException {
        Ledger there = ledgers.get(path);
        if (there != null && !(there instanceof Unread)) {
            return (L) there;
        }
        L ledger = there == null ? fresh.get() : ((Unread) there).read(reader);
        ledgers.put(path, ledger);
        return ledger;
    }

    /** Removes the ledger of a path: its next activation begins afresh. */
    public void forget(long path) {
        ledgers.remove(path);
    }

    /** Layout: varint how many streams give pass after pass, and for each, rising, 8 bytes path and itself; varint how many ledgers, and
     * for each, rising, 8 bytes path and its bytes as a string. */
    public void save(StateOut out) throws IOException {
        out.number(streams.size());
        for (Map.Entry<Long, PassedStream> entry : new TreeMap<>(streams).entrySet()) {
            out.bits(entry.getKey());
            entry.getValue().save(out);
        }
        out.number(ledgers.size());
        for (Map.Entry<Long, Ledger> entry : ledgers.entrySet()) {
            out.bits(entry.getKey());
            StateOut ledger = new StateOut();
            entry.getValue().save(ledger);
            out.bytes(ledger.toByteArray());
        }
    }

    public void restore(StateIn in) throws IOException {
        streams.clear();
        for (long n = in.number(); n > 0; n--) {
            long path = in.bits();
            streams.put(path, PassedStream.restore(in));
        }
        ledgers.clear();
        for (long n = in.number(); n > 0; n--) {
            long path = in.bits();
            ledgers.put(path, new Unread(in.bytes()));
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
