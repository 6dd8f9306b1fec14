// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import io.pescador.flink.mux.LivePicker;
import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.PickerContext;
import io.pescador.flink.streamer.state.StateException;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * The state of the mux of one key, but for its buffers: the picker, and which numbers its streams have. Saved as bytes, so that no
 * serializer has to know the policy.
 */
final class KeyState {

    private static final int VERSION = 1;

    final long seed;
    /** How many records were emitted. */
    long draws;
    /** How many records came. */
    long arrivals;
    /** The numbers of streams. */
    final StreamNumbers numbers = new StreamNumbers();
    /** The streams that are in the pool, by number. */
    final BitSet present;
    /** The streams that have a buffer, by number. */
    final BitSet buffered;
    /** The digest of all ids that state has, and their numbers, as {@link DiscoveredStreams} makes it. */
    long idsDigest;
    /** How many restores there had been when the streams were last checked. */
    long checkedAfter;
    /** When the last record came, by the clock of {@link MuxHost#arrivalTime}; 0 where keys do not expire. */
    long lastArrival;
    /** The streams that hold a slot, by number. Follows from the picker. */
    final BitSet active = new BitSet();

    private final String fingerprint;
    private final Picker picker;
    private final LivePicker livePicker;

    private KeyState(SingleKeySettings settings, long seed) throws IOException {
        this.seed = seed;
        fingerprint = settings.fingerprint();
        present = new BitSet();
        buffered = new BitSet();
        if (settings.isClosed()) {
            livePicker = null;
            picker = settings.fixed().start(PickerContext.alone(seed));
            numbers.takeFirst(settings.declared().length);
        } else {
            livePicker = settings.live().start(PickerContext.alone(seed));
            picker = livePicker;
        }
        findActive();
    }

    static KeyState start(SingleKeySettings settings, long seed) throws IOException {
        return new KeyState(settings, seed);
    }

    /** Continues from what {@link #toBytes} wrote. */
    static KeyState restore(SingleKeySettings settings, byte[] saved) throws IOException {
        return new KeyState(settings, new StateIn(saved));
    }

    private KeyState(SingleKeySettings settings, StateIn in) throws IOException {
        long version = in.number();
        if (version != VERSION) {
            throw new StateException("the saved state has version " + version + "; this is version " + VERSION
                    + ": resume with the release that wrote it");
        }
        fingerprint = new String(in.bytes(), StandardCharsets.UTF_8);
        if (!fingerprint.equals(settings.fingerprint())) {
            throw new StateException("the saved state belongs to " + fingerprint + ", and this is "
                    + settings.fingerprint() + ": resume with the old settings, or give the operator another uid");
        }
        seed = in.bits();
        draws = in.number();
        arrivals = in.number();
        numbers.restore(in, settings.maxStreams());
        present = BitSet.valueOf(in.bytes());
        buffered = BitSet.valueOf(in.bytes());
        idsDigest = in.bits();
        checkedAfter = in.number();
        lastArrival = in.bits();
        if (settings.isClosed()) {
            livePicker = null;
            picker = settings.fixed().restore(PickerContext.alone(seed), in);
        } else {
            livePicker = settings.live().restore(PickerContext.alone(seed), in);
            picker = livePicker;
        }
        in.end();
        findActive();
    }

    private void findActive() {
        for (int slot = 0; slot < picker.slots(); slot++) {
            if (picker.stream(slot) != Picker.NONE) {
                active.set(picker.stream(slot));
            }
        }
    }

    Picker picker() {
        return picker;
    }

    /** Of an open pool. */
    LivePicker livePicker() {
        return livePicker;
    }

    boolean holdsSlot(int stream) {
        for (int slot = 0; slot < picker.slots(); slot++) {
            if (picker.stream(slot) == stream) {
                return true;
            }
        }
        return false;
    }

    /**
     * Layout: varint version; the settings it belongs to; 8 bytes seed; varint draws and arrivals; the {@link StreamNumbers}; the bits of
     * the streams in the pool, and of those with a buffer; 8 bytes digest of the ids; varint after how many restores they were checked; 8
     * bytes time of the last arrival; the picker.
     */
    byte[] toBytes() throws IOException {
        StateOut out = new StateOut();
        out.number(VERSION);
        out.bytes(fingerprint.getBytes(StandardCharsets.UTF_8));
        out.bits(seed);
        out.number(draws);
        out.number(arrivals);
        numbers.save(out);
        out.bytes(present.toByteArray());
        out.bytes(buffered.toByteArray());
        out.bits(idsDigest);
        out.number(checkedAfter);
        out.bits(lastArrival);
        picker.save(out);
        return out.toByteArray();
    }
}
