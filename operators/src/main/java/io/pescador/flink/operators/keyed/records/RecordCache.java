// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.records;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.util.Arrays;

/**
 * The records of one buffer in arrays, by their cells, where the state backend holds objects on the heap anyway. Such a backend needs four
 * or five dependent memory accesses to find a record, none of which hits the processor's cache when buffers are large. In arrays the
 * accesses are independent of each other. Records that come and go between two snapshots never reach the backend: a record is written to
 * the state when the state is saved, or when another one takes its slot.
 *
 * <p>This class knows which record is in which slot. Its two kinds know how a slot looks: {@link PackedRecordCache as bytes} or
 * {@link ObjectRecordCache as objects}.
 */
@Internal
public abstract sealed class RecordCache<T> implements RecordStore<T> permits ObjectRecordCache, PackedRecordCache {

    /** Buffers of at most this many cells have a slot for each cell, others {@link #MAX_SLOTS}. */
    private static final int MAX_CELLS_WITH_OWN_SLOT = 1 << 16;

    static final int FIRST_SLOTS = 16;
    private static final int MAX_SLOTS = 4096;

    private static final long NO_CELL = -1;

    /** The state has a record for this cell, which need not be this one. */
    private static final int SAVED = 1;
    /** The state does not have this record. */
    private static final int CHANGED = 2;

    private static final int STATUS_BITS = 2;
    private static final int STATUS = (1 << STATUS_BITS) - 1;

    private final StateMap<Long, BufferedRecord<T>> state;
    private final long seed;
    private final long firstKey;
    private int slots = FIRST_SLOTS;
    private int found;

    /** The cell of each slot's record; null where each cell has a slot of its own. */
    private long[] cells;

    RecordCache(StateMap<Long, BufferedRecord<T>> state, long seed, long firstKey, long maxCells) {
        this.state = state;
        this.seed = seed;
        this.firstKey = firstKey;
        cells = maxCells <= MAX_CELLS_WITH_OWN_SLOT ? null : noCells(FIRST_SLOTS);
    }

    /**
     * @param seed of the mux
     * @param firstKey the key of cell 0 in the state
     * @param maxCells how many cells there are
     * @param codec null where records have no small fixed length
     */
    public static <T> RecordCache<T> of(
            StateMap<Long, BufferedRecord<T>> state,
            long seed,
            long firstKey,
            long maxCells,
            FixedLengthCodec<T> codec) {
        return codec == null
                ? new ObjectRecordCache<>(state, seed, firstKey, maxCells)
                : new PackedRecordCache<>(state, seed, firstKey, maxCells, codec);
    }

    private static long[] noCells(int length) {
        long[] none = new long[length];
        Arrays.fill(none, NO_CELL);
        return none;
    }

    @Override
    public final boolean find(long cell) throws Exception {
        found = slotOf(cell);
        if (found < 0) {
            BufferedRecord<T> record = state.get(firstKey + cell);
            if (record == null) {
                return false;
            }
            found = slotFor(cell);
            settle(found, cell, record.before(seed, firstKey + cell), record.timestamp(), record.value(), SAVED);
        }
        return true;
    }

    @Override
    public final long before() {
        return before(found);
    }

    @Override
    public final long timestamp() {
        return timestamp(found);
    }

    @Override
    public final T value() throws IOException {
        return value(found);
    }

    @Override
    public final void add(long cell, long before, long timestamp, T value) throws Exception {
        put(cell, before, timestamp, value, 0);
    }

    @Override
    public final void replace(long cell, long before, long timestamp, T value) throws Exception {
        put(cell, before, timestamp, value, SAVED);
    }

    /** @param statusIfNotHere of the cell's record where it has no slot */
    private void put(long cell, long before, long timestamp, T value, int statusIfNotHere) throws Exception {
        boolean isHere = slotOf(cell) >= 0;
        int slot = slotFor(cell);
        int old = isHere ? status(slot) : statusIfNotHere;
        settle(slot, cell, before, timestamp, value, old | CHANGED);
    }

    @Override
    public final void remove(long cell) throws Exception {
        int slot = slotOf(cell);
        boolean isSaved = slot < 0 || (status(slot) & SAVED) != 0;
        if (slot >= 0) {
            empty(slot);
        }
        if (isSaved) {
            state.remove(firstKey + cell);
        }
    }

    @Override
    public final void save() throws Exception {
        for (int slot = 0; slot < slots; slot++) {
            save(slot);
        }
    }

    private void save(int slot) throws Exception {
        if ((status(slot) & CHANGED) != 0) {
            long key = firstKey + (cells == null ? slot : cells[slot]);
            state.put(key, BufferedRecord.of(seed, key, before(slot), timestamp(slot), value(slot)));
            mark(slot, mark(slot) & ~STATUS | SAVED);
        }
    }

    /** The slot with the record of a cell; less than 0 if there is none. */
    private int slotOf(long cell) {
        if (cells == null) {
            return cell < slots && status((int) cell) != 0 ? (int) cell : -1;
        }
        int slot = (int) (cell & slots - 1);
        return cells[slot] == cell ? slot : -1;
    }

    /** The slot for a cell's record, after the record of another cell was written to the state. */
    private int slotFor(long cell) throws Exception {
        if (cells == null) {
            while (cell >= slots) {
                grow();
            }
            return (int) cell;
        }
        int slot = (int) (cell & slots - 1);
        while (cells[slot] != cell && cells[slot] != NO_CELL && slots < MAX_SLOTS) {
            grow();
            slot = (int) (cell & slots - 1);
        }
        if (cells[slot] != cell && cells[slot] != NO_CELL) {
            save(slot);
        }
        return slot;
    }

    private long before(int slot) {
        return mark(slot) >>> STATUS_BITS;
    }

    private int status(int slot) {
        return (int) mark(slot) & STATUS;
    }

    private void settle(int slot, long cell, long before, long timestamp, T value, int status) throws IOException {
        set(slot, before << STATUS_BITS | status, timestamp, value);
        if (cells != null) {
            cells[slot] = cell;
        }
    }

    private void empty(int slot) {
        clear(slot);
        if (cells != null) {
            cells[slot] = NO_CELL;
        }
    }

    private void grow() {
        int old = slots;
        slots = 2 * old;
        extend(slots);
        if (cells != null) {
            cells = Arrays.copyOf(cells, slots);
            Arrays.fill(cells, old, slots, NO_CELL);
            for (int slot = 0; slot < old; slot++) {
                if (cells[slot] != NO_CELL && (cells[slot] & old) != 0) {
                    copy(slot, slot + old);
                    cells[slot + old] = cells[slot];
                    empty(slot);
                }
            }
        }
    }

    // ---- how a slot looks

    /**
     * How many records came before the slot's, and in the lowest bits its status: one number, since a second one would be another cache
     * miss. 0 where the slot is empty.
     */
    abstract long mark(int slot);

    abstract void mark(int slot, long mark);

    abstract long timestamp(int slot);

    abstract T value(int slot) throws IOException;

    abstract void set(int slot, long mark, long timestamp, T value) throws IOException;

    abstract void clear(int slot);

    abstract void copy(int from, int to);

    /** Makes room for more slots, which are empty. */
    abstract void extend(int slots);
}
