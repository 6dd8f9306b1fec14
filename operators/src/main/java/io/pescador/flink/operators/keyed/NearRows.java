// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.api.common.state.MapState;

import java.util.Arrays;

/**
 * Rows of one buffer at hand, by their cells, where the state backend holds objects on the heap anyway. Such a backend finds a row in four or five steps
 * from object to object, none of which a processor's cache holds when buffers are large. Here what a row holds lies in arrays, so that no step waits for
 * another. And what comes and goes between two snapshots never gets to the backend: rows are written to the state when it is saved, or when another
 * one takes their place here.
 *
 * <p>Valid for the key that it was made for, and to be used while that is the current one.
 */
final class NearRows<T> {

    /** Buffers of at most so many cells have all of their rows near, others {@link #MOST_PLACES}. */
    private static final int MOST_CELLS = 1 << 16;

    private static final int FIRST_PLACES = 16;
    private static final int MOST_PLACES = 4096;

    private static final long NO_CELL = -1;

    /** The state has a row in this cell, which need not be this one. */
    private static final int SAVED = 1;
    /** The state does not have this row. */
    private static final int CHANGED = 2;

    private static final int STATUS_BITS = 2;
    private static final int STATUS = (1 << STATUS_BITS) - 1;

    private final MapState<Long, Row<T>> state;
    private final long firstKey;
    private Object[] values = new Object[FIRST_PLACES];
    /** How many records came before each, and in the lowest bits its status: one number, since each array is another miss of the processor's cache. */
    private long[] marks = new long[FIRST_PLACES];

    /** Null where none has a timestamp. */
    private long[] timestamps;

    /** The cell of each row; null where each cell has a place of its own. */
    private long[] cells;

    /**
     * @param firstKey the key of cell 0 in the state
     * @param most how many cells there are
     */
    NearRows(MapState<Long, Row<T>> state, long firstKey, long most) {
        this.state = state;
        this.firstKey = firstKey;
        cells = most <= MOST_CELLS ? null : noCells(FIRST_PLACES);
    }

    private static long[] noCells(int length) {
        long[] none = new long[length];
        Arrays.fill(none, NO_CELL);
        return none;
    }

    /** Where the row of a cell is, until the next call. */
    int find(long cell) throws Exception {
        int place = near(cell);
        if (place < 0) {
            place = placeFor(cell);
            Row<T> row = state.get(firstKey + cell);
            settle(place, cell, row.before(), row.timestamp(), row.value(), SAVED);
        }
        return place;
    }

    @SuppressWarnings("unchecked")
    T value(int place) {
        return (T) values[place];
    }

    long before(int place) {
        return marks[place] >>> STATUS_BITS;
    }

    long timestamp(int place) {
        return timestamps == null ? Row.NO_TIMESTAMP : timestamps[place];
    }

    /** @param isNew whether the cell was empty before */
    void put(long cell, long before, long timestamp, T value, boolean isNew) throws Exception {
        boolean isNear = near(cell) >= 0;
        int place = placeFor(cell);
        int old = isNear ? status(place) : isNew ? 0 : SAVED;
        settle(place, cell, before, timestamp, value, old | CHANGED);
    }

    void remove(long cell) throws Exception {
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
    void save() throws Exception {
        for (int place = 0; place < values.length; place++) {
            save(place);
        }
    }

    private void save(int place) throws Exception {
        if ((status(place) & CHANGED) != 0) {
            long cell = cells == null ? place : cells[place];
            state.put(firstKey + cell, new Row<>(before(place), timestamp(place), value(place)));
            marks[place] = marks[place] & ~STATUS | SAVED;
        }
    }

    /** Where a row is; less than 0 if it is not here. */
    private int near(long cell) {
        if (cells == null) {
            return cell < values.length && values[(int) cell] != null ? (int) cell : -1;
        }
        int place = (int) (cell & values.length - 1);
        return cells[place] == cell ? place : -1;
    }

    /** The place for a cell's row, where none of another cell is left. */
    private int placeFor(long cell) throws Exception {
        if (cells == null) {
            while (cell >= values.length) {
                grow();
            }
            return (int) cell;
        }
        int place = (int) (cell & values.length - 1);
        while (cells[place] != cell && cells[place] != NO_CELL && values.length < MOST_PLACES) {
            grow();
            place = (int) (cell & values.length - 1);
        }
        if (cells[place] != cell && cells[place] != NO_CELL) {
            save(place);
        }
        return place;
    }

    private int status(int place) {
        return (int) marks[place] & STATUS;
    }

    private void settle(int place, long cell, long before, long timestamp, Object value, int status) {
        values[place] = value;
        marks[place] = before << STATUS_BITS | status;
        if (timestamps == null && timestamp != Row.NO_TIMESTAMP) {
            timestamps = new long[values.length];
            Arrays.fill(timestamps, Row.NO_TIMESTAMP);
        }
        if (timestamps != null) {
            timestamps[place] = timestamp;
        }
        if (cells != null) {
            cells[place] = cell;
        }
    }

    private void empty(int place) {
        values[place] = null;
        marks[place] = 0;
        if (cells != null) {
            cells[place] = NO_CELL;
        }
    }

    private void grow() {
        int old = values.length;
        values = Arrays.copyOf(values, 2 * old);
        marks = Arrays.copyOf(marks, 2 * old);
        timestamps = timestamps == null ? null : Arrays.copyOf(timestamps, 2 * old);
        if (cells != null) {
            cells = Arrays.copyOf(cells, 2 * old);
            Arrays.fill(cells, old, 2 * old, NO_CELL);
            for (int place = 0; place < old; place++) {
                if (cells[place] != NO_CELL && (cells[place] & old) != 0) {
                    move(place, place + old);
                }
            }
        }
    }

    private void move(int from, int to) {
        settle(to, cells[from], before(from), timestamp(from), values[from], status(from));
        empty(from);
    }
}
