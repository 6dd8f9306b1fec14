// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.streamer.spi.Seeds;
import io.pescador.flink.streamer.state.DamagedStateException;
import io.pescador.flink.streamer.state.Seal;

import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * One key's mux as objects. The operator keeps it beside the keyed state, and writes back what changed before every snapshot and when it
 * lets go of the key: decoding and encoding it for every record would cost more than all else on a state backend that keeps bytes.
 */
final class KeyMux {

    /** More buffers than this are not held between snapshots. */
    private static final int MOST_BUFFERS = 4096;

    final MuxState state;
    /** Numbers of streams whose records came lately: discovered streams only. */
    final Map<String, Integer> known = new HashMap<>();

    private final Map<Integer, StreamBuffer> buffers = new HashMap<>();
    private final Set<Integer> removed = new HashSet<>();
    private boolean changed;

    /** Whether it came back after a restore: Flink keeps its timer without a checksum, and setting it again costs nothing. */
    boolean mayLackTimer;

    /** What tells its key from others. */
    private final long place;

    KeyMux(MuxState state, long place) {
        this.state = state;
        this.place = place;
    }

    /** Continues from what {@link #save} wrote. */
    static KeyMux restore(MuxSettings<?> settings, byte[] saved, long place) throws IOException {
        return new KeyMux(MuxState.restore(settings, Seal.open(saved, place, "the saved state of a key")), place);
    }

    void changed() {
        changed = true;
    }

    /** The buffer of a stream; null if it has none. */
    StreamBuffer buffer(int stream, MapState<Integer, byte[]> saved) throws Exception {
        StreamBuffer buffer = buffers.get(stream);
        if (buffer == null && !removed.contains(stream)) {
            byte[] bytes = saved.get(stream);
            if (bytes != null) {
                buffer = StreamBuffer.fromBytes(Seal.open(bytes, placeOf(stream), "the saved state of a buffer"));
                buffers.put(stream, buffer);
            }
            if (bytes != null != state.buffered.get(stream)) {
                throw new DamagedStateException(
                        "the saved state of a key",
                        "stream number " + stream + (bytes == null ? " lacks its buffer" : " has a buffer too many"));
            }
        }
        return buffer;
    }

    /** Gives a stream that has none a buffer. */
    StreamBuffer open(int stream, StreamBuffer buffer) {
        buffers.put(stream, buffer);
        removed.remove(stream);
        state.buffered.set(stream);
        buffer.changed = true;
        return buffer;
    }

    void remove(int stream) {
        buffers.remove(stream);
        removed.add(stream);
        state.buffered.clear(stream);
    }

    private long placeOf(int stream) {
        return Seeds.mix(state.seed, stream);
    }

    /** Writes back what changed, into the state of the current key. */
    void save(ValueState<byte[]> muxes, MapState<Integer, byte[]> saved) throws Exception {
        if (!changed) {
            return;
        }
        changed = false;
        muxes.update(Seal.seal(state.toBytes(), place));
        for (int stream : removed) {
            saved.remove(stream);
        }
        removed.clear();
        for (Map.Entry<Integer, StreamBuffer> entry : buffers.entrySet()) {
            StreamBuffer buffer = entry.getValue();
            if (buffer.changed) {
                buffer.changed = false;
                saved.put(entry.getKey(), Seal.seal(buffer.toBytes(), placeOf(entry.getKey())));
                if (buffer.near != null) {
                    buffer.near.save();
                }
            }
        }
        if (buffers.size() > MOST_BUFFERS) {
            buffers.clear();
        }
    }
}
