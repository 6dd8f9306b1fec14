// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import io.pescador.flink.operators.keyed.records.RecordStore;
import io.pescador.flink.operators.keyed.records.StateMap;

import org.apache.flink.annotation.Internal;

/** The saved state of the current key. The caller of a mux makes its key the current one. */
@Internal
public interface KeyStore<T> {

    /** What the mux has saved of its own; null if there is no mux of this key. */
    byte[] mux() throws Exception;

    void mux(byte[] saved) throws Exception;

    /** The buffers of streams, by the numbers of these. */
    StateMap<Integer, byte[]> buffers();

    /** The numbers of streams, by their ids. */
    StateMap<String, byte[]> numbers();

    /** The ids of streams, by their numbers. */
    StateMap<Integer, byte[]> ids();

    /**
     * The records of one buffer.
     *
     * @param seed of the mux
     * @param firstKey the key of cell 0 in the state
     * @param maxCells how many cells there are
     */
    RecordStore<T> records(long seed, long firstKey, long maxCells) throws Exception;

    /** Removes all state of this key. */
    void clear();
}
