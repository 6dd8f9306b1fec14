// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.mux.OpenPicker;
import io.pescador.flink.mux.Picker;
import io.pescador.flink.streamer.state.StateException;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The state of one key's mux, but for its buffers: the picker, and which numbers its streams have. Saved as bytes, so that no serializer
 * has to know the policy.
 */
final class MuxState {

    private static final int VERSION = 1;

    long seed;
    private String fingerprint;
    /** How many records were given. */
    long draws;
    /** How many records came. */
    long arrivals;
    /** Numbers below this one were given to streams. */
    int used;
    /** Numbers of streams that are gone. */
    int[] free = new int[0];

    int freeCount;
    /** The streams that are in the pool, by number. */
    BitSet present;
    /** The streams that have a buffer, by number. */
    BitSet buffered;
    /** The digest of all ids that state has, and their numbers, as {@link StreamNumbers} makes it. */
    long idsDigest;
    /** How many restores the operator had when the ids were last looked through. */
    long lookedThrough;

    private Picker picker;
    private OpenPicker openPicker;

    /** The streams that hold a slot, by number. Follows from the picker. */
    BitSet active;

    private MuxState() {}

    static MuxState start(MuxSettings<?> settings, long seed) {
        MuxState state = new MuxState();
        state.seed = seed;
        state.fingerprint = settings.fingerprint();
        state.present = new BitSet();
        state.buffered = new BitSet();
        if (settings.isClosed()) {
            state.picker = settings.closed().start(seed);
            state.used = settings.declared().length;
        } else {
            state.openPicker = settings.open().start(seed);
            state.picker = state.openPicker;
        }
        state.findActive();
        return state;
    }

    /** Goes on from what {@link #toBytes} wrote. */
    static MuxState restore(MuxSettings<?> settings, byte[] saved) throws IOException {
        MuxState state = new MuxState();
        state.read(settings, saved);
        return state;
    }

    private void read(MuxSettings<?> settings, byte[] saved) throws IOException {
        StateIn in = new StateIn(saved);
        long version = in.number();
        if (version != VERSION) {
            throw new StateException("the saved state has version " + version + "; this is version " + VERSION
                    + ": resume with the release that wrote it");
        }
        fingerprint = new String(in.bytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (!fingerprint.equals(settings.fingerprint())) {
            throw new StateException("the saved state belongs to " + fingerprint + ", and this is "
                    + settings.fingerprint() + ": resume with the old settings, or give the operator another uid");
        }
        seed = in.bits();
        draws = in.number();
        arrivals = in.number();
        used = in.number(settings.maxStreams(), "the number of streams");
        freeCount = in.number(used, "the number of streams that are gone");
        free = new int[freeCount];
        for (int i = 0; i < freeCount; i++) {
            free[i] = in.number(used - 1, "the number of a stream");
        }
        present = BitSet.valueOf(in.bytes());
        buffered = BitSet.valueOf(in.bytes());
        idsDigest = in.bits();
        lookedThrough = in.number();
        if (settings.isClosed()) {
            picker = settings.closed().restore(seed, in);
        } else {
            openPicker = settings.open().restore(seed, in);
            picker = openPicker;
        }
        in.end();
        findActive();
    }

    private void findActive() {
        active = new BitSet();
        for (int slot = 0; slot < picker.slots(); slot++) {
            if (picker.stream(slot) != Picker.NONE) {
                active.set(picker.stream(slot));
            }
        }
    }

    Picker picker() {
        return picker;
    }

    OpenPicker openPicker() {
        return openPicker;
    }

    void free(int stream) {
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, Math.max(4, 2 * freeCount));
        }
        free[freeCount++] = stream;
    }

    /**
     * Layout: varint version; the settings it belongs to; 8 bytes seed; varint draws, arrivals, numbers given, how many of them are free,
     * and these; the bits of the streams in the pool, and of those with a buffer; 8 bytes digest of the ids; varint after how many restores they were looked
     * through; the picker.
     */
    byte[] toBytes() throws IOException {
        StateOut out = new StateOut();
        out.number(VERSION);
        out.bytes(fingerprint.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        out.bits(seed);
        out.number(draws);
        out.number(arrivals);
        out.number(used);
        out.number(freeCount);
        for (int i = 0; i < freeCount; i++) {
            out.number(free[i]);
        }
        out.bytes(present.toByteArray());
        out.bytes(buffered.toByteArray());
        out.bits(idsDigest);
        out.number(lookedThrough);
        picker.save(out);
        return out.toByteArray();
    }
}
