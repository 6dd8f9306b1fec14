// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.streamer.StateException;
import io.pescador.flink.streamer.StateIn;
import io.pescador.flink.streamer.StateOut;

import java.io.IOException;
import java.util.Arrays;

/**
 * What is known of one stream's buffer: everything but its records, which are rows of their own in keyed state and found by their cell.
 * A {@link BufferRule} reads and changes it.
 */
final class StreamBuffer {

    private static final int VERSION = 1;

    /** Of the randomness of this buffer. */
    final long seed;
    /** How many records of the stream came since the buffer was opened. */
    long arrived;
    /** Sequences: the numbers of the first record kept and of the next to come. */
    long first;

    long next;
    /** Whether no more records are expected. */
    boolean ended;
    /** When the last record came, in milliseconds; 0 where nobody asks. */
    long lastSeen;
    /** Reservoirs: the cells in use come first in {@link #cells}; how often the record of each cell was drawn. */
    int size;

    int[] cells;
    int[] repeats;

    /** Whether it is not what was saved last. */
    boolean changed;

    /** Rows at hand; null unless the state backend holds objects. */
    NearRows<?> near;

    StreamBuffer(long seed) {
        this.seed = seed;
    }

    /** Adds a cell to those in use, and gives its number. */
    int grow(int capacity) {
        if (cells == null || size == cells.length) {
            int from = cells == null ? 0 : cells.length;
            int to = Math.min(capacity, Math.max(8, 2 * from));
            cells = cells == null ? new int[to] : Arrays.copyOf(cells, to);
            repeats = repeats == null ? new int[to] : Arrays.copyOf(repeats, to);
            for (int i = from; i < to; i++) {
                cells[i] = i;
            }
        }
        return cells[size++];
    }

    /** Takes the cell at a place out of those in use. */
    void free(int place) {
        int cell = cells[place];
        cells[place] = cells[--size];
        cells[size] = cell;
    }

    /**
     * Layout: varint version; 8 bytes seed; varint records that came, first and next number; whether it ended; varint when last seen;
     * varint number of cells and of those in use; for each cell in order varint its number and how often it was drawn.
     */
    byte[] toBytes() throws IOException {
        StateOut out = new StateOut();
        out.number(VERSION);
        out.bits(seed);
        out.number(arrived);
        out.number(first);
        out.number(next);
        out.flag(ended);
        out.number(lastSeen);
        int length = cells == null ? 0 : cells.length;
        out.number(length);
        out.number(size);
        for (int i = 0; i < length; i++) {
            out.number(cells[i]);
            out.number(repeats[cells[i]]);
        }
        return out.toByteArray();
    }

    static StreamBuffer fromBytes(byte[] bytes) throws IOException {
        StateIn in = new StateIn(bytes);
        long version = in.number();
        if (version != VERSION) {
            throw new StateException("the state of a stream's buffer has version " + version + "; this is version "
                    + VERSION + ": resume with the release that wrote it");
        }
        StreamBuffer buffer = new StreamBuffer(in.bits());
        buffer.arrived = in.number();
        buffer.first = in.number();
        buffer.next = in.number();
        buffer.ended = in.flag();
        buffer.lastSeen = in.number();
        int length = in.number(bytes.length, "the number of cells");
        buffer.size = in.number(length, "the number of cells in use");
        if (length > 0) {
            buffer.cells = new int[length];
            buffer.repeats = new int[length];
            for (int i = 0; i < length; i++) {
                buffer.cells[i] = in.number(length - 1, "the number of a cell");
                buffer.repeats[buffer.cells[i]] = in.number(Integer.MAX_VALUE, "how often a record was drawn");
            }
        }
        in.end();
        return buffer;
    }
}
