// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.records;

import org.apache.flink.annotation.Internal;

/** Reads and writes the state for each record: where the state backend keeps bytes, and has caches of its own. */
@Internal
public final class StateRecords<T> implements RecordStore<T> {

    private final StateMap<Long, BufferedRecord<T>> state;
    private final long seed;
    private final long firstKey;

    private BufferedRecord<T> found;
    private long foundKey;

    /**
     * @param seed of the mux
     * @param firstKey the key of cell 0 in the state
     */
    public StateRecords(StateMap<Long, BufferedRecord<T>> state, long seed, long firstKey) {
        this.state = state;
        this.seed = seed;
        this.firstKey = firstKey;
    }

    @Override
    public boolean find(long cell) throws Exception {
        foundKey = firstKey + cell;
        found = state.get(foundKey);
        return found != null;
    }

    @Override
    public long before() {
        return found.before(seed, foundKey);
    }

    @Override
    public long timestamp() {
        return found.timestamp();
    }

    @Override
    public T value() {
        return found.value();
    }

    @Override
    public void add(long cell, long before, long timestamp, T value) throws Exception {
        long key = firstKey + cell;
        state.put(key, BufferedRecord.of(seed, key, before, timestamp, value));
    }

    @Override
    public void replace(long cell, long before, long timestamp, T value) throws Exception {
        add(cell, before, timestamp, value);
    }

    @Override
    public void remove(long cell) throws Exception {
        found = null;
        state.remove(firstKey + cell);
    }

    /** There is nothing to do. */
    @Override
    public void save() {
        found = null;
    }
}
