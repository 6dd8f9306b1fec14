// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import io.pescador.flink.operators.keyed.records.StateMap;
import io.pescador.flink.streamer.spi.Seeds;
import io.pescador.flink.streamer.state.DamagedStateException;
import io.pescador.flink.streamer.state.Seal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The buffers of one key's streams, as objects. What changed is written back by {@link #save}: decoding and encoding it for every record
 * would cost more than all else on a state backend that keeps bytes.
 */
final class StreamBuffers<T> {

    /** Cells of a stream are 40 bits of a record's key in the state, which leaves 24 bits for the stream's number. */
    private static final int CELL_BITS = 40;

    /** More buffers than this are not held between snapshots. */
    private static final int MAX_BUFFERS = 4096;

    private final KeyState state;
    private final KeyStore<T> store;
    private final StateMap<Integer, byte[]> saved;
    private final BufferRule rule;
    private final MuxCounts counts;
    private final Map<Integer, BufferedStream<T>> buffers = new HashMap<>();
    private final Set<Integer> removed = new HashSet<>();

    StreamBuffers(KeyState state, MuxContext<T> context) {
        this.state = state;
        store = context.store();
        saved = store.buffers();
        rule = context.settings().rule();
        counts = context.counts();
    }

    /** The buffer of a stream; null if it has none. */
    BufferedStream<T> get(int stream) throws Exception {
        BufferedStream<T> buffered = buffers.get(stream);
        if (buffered == null && !removed.contains(stream)) {
            byte[] bytes = saved.get(stream);
            if (bytes != null) {
                buffered = add(
                        stream,
                        StreamBuffer.fromBytes(Seal.open(bytes, placeOf(stream), "the saved state of a buffer")));
            }
            if (bytes != null != state.buffered.get(stream)) {
                throw new DamagedStateException(
                        "the saved state of a key",
                        "stream number " + stream + (bytes == null ? " lacks its buffer" : " has a buffer too many"));
            }
        }
        return buffered;
    }

    /** The buffer of a stream, which is made if there is none. */
    BufferedStream<T> getOrOpen(int stream) throws Exception {
        BufferedStream<T> buffered = get(stream);
        if (buffered == null) {
            buffered = add(stream, new StreamBuffer(Seeds.mix(placeOf(stream), state.arrivals)));
            buffered.changed = true;
            removed.remove(stream);
            state.buffered.set(stream);
        }
        return buffered;
    }

    private BufferedStream<T> add(int stream, StreamBuffer buffer) throws Exception {
        BufferedStream<T> buffered =
                new BufferedStream<>(buffer, store.records(state.seed, (long) stream << CELL_BITS, rule.cells()));
        buffers.put(stream, buffered);
        return buffered;
    }

    private long placeOf(int stream) {
        return Seeds.mix(state.seed, stream);
    }

    /** Removes the buffer of a stream, if it has one, with all of its records. */
    void discard(int stream) throws Exception {
        BufferedStream<T> buffered = get(stream);
        if (buffered == null) {
            return;
        }
        StreamBuffer buffer = buffered.buffer;
        counts.discarded += rule.fresh(buffer);
        long[] cells = new long[(int) rule.size(buffer)];
        int[] n = {0};
        rule.forEachCell(buffer, cell -> cells[n[0]++] = cell);
        for (long cell : cells) {
            buffered.records.remove(cell);
        }
        buffers.remove(stream);
        removed.add(stream);
        state.buffered.clear(stream);
    }

    /** Writes back what changed. */
    void save() throws Exception {
        for (int stream : removed) {
            saved.remove(stream);
        }
        removed.clear();
        for (Map.Entry<Integer, BufferedStream<T>> entry : buffers.entrySet()) {
            BufferedStream<T> buffered = entry.getValue();
            if (buffered.changed) {
                buffered.changed = false;
                saved.put(entry.getKey(), Seal.seal(buffered.buffer.toBytes(), placeOf(entry.getKey())));
                buffered.records.save();
            }
        }
        if (buffers.size() > MAX_BUFFERS) {
            buffers.clear();
        }
    }
}
