// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.index;

import org.apache.flink.annotation.Experimental;

import java.util.Arrays;

/**
 * Where some rows of a file begin, and how many there are. It grows as readers pass over rows: the rows up to the last mark were all
 * passed.
 *
 * <p>Marks lie at least 4 KiB of text apart. Once there are {@value #MOST_MARKS} every second one goes and the distance doubles, so that an
 * index has at most 24 bytes for each 4 KiB, and 400 kB.
 *
 * <p>Thread-safe: several activations of a stream read its file at the same time.
 */
@Experimental
public final class RowIndex {

    private static final int MOST_MARKS = 1 << 14;
    private static final long FIRST_GAP = 4 << 10;

    /** Three numbers a mark. */
    private static final int MARK_BYTES = 3 * Long.BYTES;

    private final FileCache cache;
    private final FileVersion file;
    private final Object what;

    private long[] rows = new long[8];
    private long[] offsets = new long[8];
    private long[] lines = new long[8];
    private int size;
    private long gap = FIRST_GAP;

    /** From which place on a mark is of use. */
    private volatile long due = FIRST_GAP;

    private volatile long count = -1;
    private volatile Object learned;
    private volatile long learnedBytes;

    /**
     * The beginning of a row.
     *
     * @param row its number, from 0
     * @param offset how many bytes of the file's content lie before it
     * @param line the number of its line, from 1
     */
    public record Mark(long row, long offset, long line) {

        /** The beginning of the file: of what stands before the first row, too. */
        public static final Mark START = new Mark(0, 0, 1);
    }

    private RowIndex(FileCache cache, FileVersion file, Object what) {
        this.cache = cache;
        this.file = file;
        this.what = what;
    }

    /**
     * The index of a file; the same for all who ask while it is kept. One of a file that may yet change unseen is its reader's own.
     *
     * @param what how the file is read: the format and all that it was asked for, compared by value
     */
    public static RowIndex of(FileCache cache, FileVersion file, Object what) {
        synchronized (cache) {
            RowIndex kept = cache.get(file, what, RowIndex.class);
            if (kept == null) {
                kept = new RowIndex(cache, file, what);
                if (file.settled()) {
                    cache.put(file, what, kept, kept.bytes());
                }
            }
            return kept;
        }
    }

    /** An index that only its owner knows: of a text that is no file. */
    public static RowIndex unshared() {
        return new RowIndex(new FileCache(0), new FileVersion("", 0, 0), "");
    }

    /** Which version of the file it is of. */
    public FileVersion file() {
        return file;
    }

    /** The last mark at or before a row; {@link Mark#START} if there is none. */
    public synchronized Mark before(long row) {
        int found = Arrays.binarySearch(rows, 0, size, row);
        int place = found >= 0 ? found : -found - 2;
        return place < 0 ? Mark.START : new Mark(rows[place], offsets[place], lines[place]);
    }

    /** Says where a row begins. The caller has passed all rows from a mark of this index on. Costs nothing where no mark is due. */
    public void pass(long row, long offset, long line) {
        if (offset >= due) {
            mark(row, offset, line);
        }
    }

    private void mark(long row, long offset, long line) {
        synchronized (this) {
            if (offset < due) {
                return;
            }
            if (size == MOST_MARKS) {
                thin();
            }
            if (size == rows.length) {
                rows = Arrays.copyOf(rows, 2 * size);
                offsets = Arrays.copyOf(offsets, 2 * size);
                lines = Arrays.copyOf(lines, 2 * size);
            }
            rows[size] = row;
            offsets[size] = offset;
            lines[size] = line;
            size++;
            due = offset + gap;
            if (size < rows.length) {
                return;
            }
        }
        cache.resize(file, what, this, bytes());
    }

    private void thin() {
        size /= 2;
        for (int i = 0; i < size; i++) {
            rows[i] = rows[2 * i + 1];
            offsets[i] = offsets[2 * i + 1];
            lines[i] = lines[2 * i + 1];
        }
        gap *= 2;
    }

    /** How many rows there are; -1 until a reader has come to the end. */
    public long count() {
        return count;
    }

    /** A reader has come to the end. */
    public void end(long rowsInAll) {
        count = rowsInAll;
    }

    /** What the format has learned from the rows up to the last mark; null if nothing yet. Immutable. */
    public Object learned() {
        return learned;
    }

    /**
     * Remembers what a format needs to know of the first rows to read later ones, before any of these is passed.
     *
     * @param immutable is shared by all readers
     * @param size the memory that it takes, in bytes
     */
    public void learn(Object immutable, long size) {
        learned = immutable;
        learnedBytes = size;
        cache.resize(file, what, this, bytes());
    }

    private synchronized long bytes() {
        return (long) MARK_BYTES * rows.length + learnedBytes;
    }
}
