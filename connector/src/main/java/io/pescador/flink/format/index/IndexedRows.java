// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.index;

import io.pescador.flink.streamer.items.RowReader;

import org.apache.flink.annotation.Experimental;

import java.io.IOException;

/**
 * Rows of a file whose rows can be found by reading only. A {@link RowIndex} remembers where they begin, so that each part of the file is
 * searched once; after that a row costs reading from the last mark before it, a few KiB of text. Used by one thread at a time.
 *
 * @param <T> type of a row
 */
@Experimental
public final class IndexedRows<T> implements RowReader<T>, Versioned {

    private final RowIndex index;
    private final Opener<T> opener;
    private RowCursor<T> cursor;
    private long next;

    /** Begins to read at a mark. */
    public interface Opener<T> extends AutoCloseable {

        RowCursor<T> open(RowIndex.Mark from) throws IOException;

        /** Lets go of the file. */
        @Override
        void close() throws IOException;
    }

    private IndexedRows(RowIndex index, Opener<T> opener) {
        this.index = index;
        this.opener = opener;
    }

    /** @param opener is closed with the rows, and if this fails */
    public static <T> IndexedRows<T> open(RowIndex index, Opener<T> opener) {
        return new IndexedRows<>(index, opener);
    }

    @Override
    public FileVersion version() {
        return index.file();
    }

    @Override
    public long count() throws IOException {
        while (index.count() < 0) {
            goTo(Long.MAX_VALUE);
        }
        return index.count();
    }

    @Override
    public boolean has(long row) throws IOException {
        return index.count() >= 0 ? row < index.count() : goTo(row);
    }

    @Override
    public T read(long row) throws IOException {
        if (!goTo(row)) {
            return null;
        }
        try {
            T item = cursor.read();
            next++;
            return item;
        } catch (IOException | RuntimeException | Error e) {
            leave(e);
            throw e;
        }
    }

    /** @return whether there is such a row, which is the next then */
    private boolean goTo(long row) throws IOException {
        if (index.count() >= 0 && row >= index.count()) {
            return false;
        }
        try {
            if (cursor == null || row != next) {
                begin(row);
            }
            while (cursor.hasNext()) {
                if (next == row) {
                    return true;
                }
                cursor.skip();
                next++;
            }
        } catch (IOException | RuntimeException | Error e) {
            leave(e);
            throw e;
        }
        index.end(next);
        return false;
    }

    /** Reads on if the row lies ahead and no mark between, else from the last mark before it. */
    private void begin(long row) throws IOException {
        RowIndex.Mark mark = index.before(row);
        if (cursor == null || row < next || mark.row() > next) {
            leave();
            cursor = opener.open(mark);
            next = mark.row();
        }
    }

    private void leave() throws IOException {
        if (cursor != null) {
            RowCursor<T> closing = cursor;
            cursor = null;
            closing.close();
        }
    }

    private void leave(Throwable reason) {
        try {
            leave();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            leave();
        } finally {
            opener.close();
        }
    }
}
