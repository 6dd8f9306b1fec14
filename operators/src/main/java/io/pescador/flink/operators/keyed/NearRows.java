// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.api.common.state.MapState;

import java.io.IOException;
import java.util.Arrays;

/**
 * Rows of one buffer at hand, by their cells, where the state backend holds objects on the heap anyway. Such a backend finds a row in four or five steps
 * from object to object, none of which a processor's cache holds when buffers are large. Here what a row holds lies in arrays, so that no step waits for
 * another. And what comes and goes between two snapshots never gets to the backend: rows are written to the state when it is saved, or when another
 * one takes their place here.
 *
 * <p>This class knows which row is where, its two kinds how they lie there: {@link PackedRows as bytes} or {@link ObjectRows as objects}.
 *
 * <p>Valid for the key that it was made for, and to be used while that is the current one.
 */
abstract sealed class NearRows<T> permits ObjectRows, PackedRows {

    /** Buffers of at most so many cells have all of their rows near, others {@link #MOST_PLACES}. */
    private static final int MOST_CELLS = 1 << 16;

    static final int FIRST_PLACES = 16;
    private static final int MOST_PLACES = 4096;

    private static final long NO_CELL = -1;

    /** The state has a row in this cell, which need not be this one. */
    private static final int SAVED = 1;
    /** The state does not have this row. */
    private static final int CHANGED = 2;

    private static final int STATUS_BITS = 2;
    private static final int STATUS = (1 << STATUS_BITS) - 1;

    private final MapState<Long, Row<T>> state;
    private final long seed;
    private final long firstKey;
    private int places = FIRST_PLACES;

    /** The cell of each row; null where each cell has a place of its own. */
    private long[] cells;

    NearRows(MapState<Long, Row<T>> state, long seed, long firstKey, long most) {
        this.state = state;
        this.seed = seed;
        this.firstKey = firstKey;
        cells = most <= MOST_CELLS ? null : noCells(FIRST_PLACES);
    }

    /**
     * @param seed of the mux
     * @param firstKey the key of cell 0 in the state
     * @param most how many cells there are
     * @param packing null where records cannot be packed
     */
    static <T> NearRows<T> of(MapState<Long, Row<T>> state, long seed, long firstKey, long most, Packing<T> packing) {
        return packing == null
                ? new ObjectRows<>(state, seed, firstKey, most)
                : new PackedRows<>(state, seed, firstKey, most, packing);
    }

    private static long[] noCells(int length) {
        long[] none = new long[length];
        Arrays.fill(none, NO_CELL);
        return none;
    }

    /** Where the row of a cell is, until the next call; less than 0 if there is none. */
    final int find(long cell) throws Exception {
        int place = near(cell);
        if (place < 0) {
            Row<T> row = state.get(firstKey + cell);
            if (row == null) {
                return place;
            }
            place = placeFor(cell);
            settle(place, cell, row.before(seed, firstKey + cell), row.timestamp(), row.value(), SAVED);
        }
        return place;
    }

    final long before(int place) {
        return mark(place) >>> STATUS_BITS;
    }

    abstract long timestamp(int place);

    abstract T value(int place) throws IOException;

    /** @param isNew whether the cell was empty before */
    final void put(long cell, long before, long timestamp, T value, boolean isNew) throws Exception {
        boolean isNear = near(cell) >= 0;
        int place = placeFor(cell);
        int old = isNear ? status(place) : isNew ? 0 : SAVED;
        settle(place, cell, before, timestamp, value, old | CHANGED);
    }

    final void remove(long cell) throws Exception {
        int place = near(cell);
        boolean isSaved = place < 0 || (status(place) & SAVED) != 0;
        if (place >= 0) {
            empty(place);
        }
        if (isSaved) {
            state.remove(firstKey + cell);
        }
    }

    /** Writes to the state what it does not have. */
    final void save() throws Exception {
        for (int place = 0; place < places; place++) {
            save(place);
        }
    }

    private void save(int place) throws Exception {
        if ((status(place) & CHANGED) != 0) {
            long cell = cells == null ? place : cells[place];
            state.put(firstKey + cell, Row.of(seed, firstKey + cell, before(place), timestamp(place), value(place)));
            mark(place, mark(place) & ~STATUS | SAVED);
        }
    }

    /** Where a row is; less than 0 if it is not here. */
    private int near(long cell) {
        if (cells == null) {
            return cell < places && status((int) cell) != 0 ? (int) cell : -1;
        }
        int place = (int) (cell & places - 1);
        return cells[place] == cell ? place : -1;
    }

    /** The place for a cell's row, where none of another cell is left. */
    private int placeFor(long cell) throws Exception {
        if (cells == null) {
            while (cell >= places) {
                grow();
            }
            return (int) cell;
        }
        int place = (int) (cell & places - 1);
        while (cells[place] != cell && cells[place] != NO_CELL && places < MOST_PLACES) {
            grow();
            place = (int) (cell & places - 1);
        }
        if (cells[place] != cell && cells[place] != NO_CELL) {
            save(place);
        }
        return place;
    }

    private int status(int place) {
        return (int) mark(place) & STATUS;
    }

    private void settle(int place, long cell, long before, long timestamp, T value, int status) throws IOException {
        set(place, before << STATUS_BITS | status, timestamp, value);
        if (cells != null) {
            cells[place] = cell;
        }
    }

    private void empty(int place) {
        clear(place);
        if (cells != null) {
            cells[place] = NO_CELL;
        }
    }

    private void grow() {
        int old = places;
        places = 2 * old;
        extend(places);
        if (cells != null) {
            cells = Arrays.copyOf(cells, places);
            Arrays.fill(cells, old, places, NO_CELL);
            for (int place = 0; place < old; place++) {
                if (cells[place] != NO_CELL && (cells[place] & old) != 0) {
                    copy(place, place + old);
                    cells[place + old] = cells[place];
                    empty(place);
                }
            }
        }
    }

    // ---- how rows lie in their places

    /** How many records came before a row's, and in the lowest bits its status: one number, since each is another miss of the processor's cache. 0 where no row is. */
    abstract long mark(int place);

    abstract void mark(int place, long mark);

    abstract void set(int place, long mark, long timestamp, T value) throws IOException;

    abstract void clear(int place);

    abstract void copy(int from, int to);

    /** Makes room for more places, where no row is yet. */
    abstract void extend(int places);
}
