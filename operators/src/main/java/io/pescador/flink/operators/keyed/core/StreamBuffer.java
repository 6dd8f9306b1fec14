// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import io.pescador.flink.streamer.spi.Seeds;
import io.pescador.flink.streamer.state.StateException;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;
import java.util.Arrays;

/**
 * Everything about one stream's buffer but its records, which are stored one by one and found by their cells. A {@link BufferRule} reads
 * and changes it.
 */
final class StreamBuffer {

    private static final int VERSION = 1;

    private static final int DRAWS = -1;

    /** Of the randomness with which records are kept. */
    final long seed;
    /** Of the randomness with which those that are kept are drawn. */
    final long drawSeed;
    /** How many records of the stream came since this buffer was made. */
    long arrived;
    /** Sequences: the numbers of the first record kept and of the next to come. */
    long first;

    long next;
    /** Whether no more records are expected. */
    boolean ended;
    /** When the last record came, in milliseconds; 0 where it does not matter. */
    long lastSeen;
    /** Reservoirs: how many cells are in use; how often the record of each cell was drawn. */
    int size;

    int[] repeats;

    /** The cells in use, then the others; null where they are in order, as they are until one is taken out. */
    private int[] cells;

    StreamBuffer(long seed) {
        this.seed = seed;
        drawSeed = Seeds.mix(seed, DRAWS);
    }

    /** The cell at an index. */
    int cell(int index) {
        return cells == null ? index : cells[index];
    }

    /** Adds a cell to those in use, and gives its number. */
    int grow(int capacity) {
        int length = length();
        if (size == length) {
            int to = Math.min(capacity, Math.max(8, 2 * length));
            repeats = repeats == null ? new int[to] : Arrays.copyOf(repeats, to);
            if (cells != null) {
                cells = Arrays.copyOf(cells, to);
                for (int i = length; i < to; i++) {
                    cells[i] = i;
                }
            }
        }
        return cell(size++);
    }

    /** Takes the cell at an index out of those in use. */
    void free(int index) {
        if (cells == null) {
            cells = new int[length()];
            Arrays.setAll(cells, i -> i);
        }
        int cell = cells[index];
        cells[index] = cells[--size];
        cells[size] = cell;
    }

    private int length() {
        return repeats == null ? 0 : repeats.length;
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
        int length = length();
        out.number(length);
        out.number(size);
        for (int i = 0; i < length; i++) {
            out.number(cell(i));
            out.number(repeats[cell(i)]);
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
            buffer.repeats = new int[length];
            int[] cells = new int[length];
            boolean inOrder = true;
            for (int i = 0; i < length; i++) {
                cells[i] = in.number(length - 1, "the number of a cell");
                buffer.repeats[cells[i]] = in.number(Integer.MAX_VALUE, "how often a record was drawn");
                inOrder &= cells[i] == i;
            }
            buffer.cells = inOrder ? null : cells;
        }
        in.end();
        return buffer;
    }
}
