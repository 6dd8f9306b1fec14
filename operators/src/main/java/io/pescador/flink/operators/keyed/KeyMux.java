// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;

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

    KeyMux(MuxState state) {
        this.state = state;
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
                buffer = StreamBuffer.fromBytes(bytes);
                buffers.put(stream, buffer);
            }
        }
        return buffer;
    }

    /** Gives a stream that has none a buffer. */
    StreamBuffer open(int stream, StreamBuffer buffer) {
        buffers.put(stream, buffer);
        removed.remove(stream);
        buffer.changed = true;
        return buffer;
    }

    void remove(int stream) {
        buffers.remove(stream);
        removed.add(stream);
    }

    /** Writes back what changed, into the state of the current key. */
    void save(ValueState<byte[]> muxes, MapState<Integer, byte[]> saved) throws Exception {
        if (!changed) {
            return;
        }
        changed = false;
        muxes.update(state.toBytes());
        for (int stream : removed) {
            saved.remove(stream);
        }
        removed.clear();
        for (Map.Entry<Integer, StreamBuffer> entry : buffers.entrySet()) {
            StreamBuffer buffer = entry.getValue();
            if (buffer.changed) {
                buffer.changed = false;
                saved.put(entry.getKey(), buffer.toBytes());
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
