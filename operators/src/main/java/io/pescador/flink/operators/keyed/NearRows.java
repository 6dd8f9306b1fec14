// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import java.util.Arrays;

/**
 * Some of a buffer's rows, by their cells: references to the very objects that a state backend on the heap holds. Such a backend finds a row in four
 * or five steps from object to object, none of which a processor's cache holds when buffers are large; here it is two. Never saved.
 */
final class NearRows<T> {

    private static final int FIRST = 16;
    private static final int MOST = 256;
    private static final long NONE = -1;

    private Object[] rows = new Object[FIRST];
    private long[] cells = noCells(FIRST);

    private static long[] noCells(int length) {
        long[] none = new long[length];
        Arrays.fill(none, NONE);
        return none;
    }

    /** The row of a cell; null if it is not near. */
    @SuppressWarnings("unchecked")
    Row<T> get(long cell) {
        int place = (int) (cell & cells.length - 1);
        return cells[place] == cell ? (Row<T>) rows[place] : null;
    }

    /** May push another row out. */
    void put(long cell, Row<T> row) {
        int place = (int) (cell & cells.length - 1);
        while (cells[place] != cell && cells[place] != NONE && cells.length < MOST) {
            grow();
            place = (int) (cell & cells.length - 1);
        }
        cells[place] = cell;
        rows[place] = row;
    }

    private void grow() {
        Object[] oldRows = rows;
        long[] oldCells = cells;
        rows = new Object[2 * oldRows.length];
        cells = noCells(2 * oldCells.length);
        for (int i = 0; i < oldCells.length; i++) {
            if (oldCells[i] != NONE) {
                int place = (int) (oldCells[i] & cells.length - 1);
                cells[place] = oldCells[i];
                rows[place] = oldRows[i];
            }
        }
    }

    void remove(long cell) {
        int place = (int) (cell & cells.length - 1);
        if (cells[place] == cell) {
            cells[place] = NONE;
            rows[place] = null;
        }
    }
}
