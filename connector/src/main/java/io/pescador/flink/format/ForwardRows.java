// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.RowReader;

import org.apache.flink.annotation.Experimental;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes rows of a file that can only be read front to back: {@code ForwardRows.open(() -> reader(Compression.open(path)))}. Used by one thread
 * at a time.
 *
 * <p>As long as each row follows the last, nothing is held. Once another order is wanted the rows are read from the start and kept, up to
 * {@link Limits#KEPT} bytes; a larger file is read on to the row, and from the start again if it lies behind.
 */
@Experimental
public final class ForwardRows implements RowReader<Sample> {

    /** What a row takes in memory besides its elements, roughly: the sample, its arrays, their shapes. */
    private static final int OVERHEAD = 200;

    private final Opener opener;

    private ItemReader<Sample> reader;
    private long next;
    private long count = -1;
    private List<Sample> kept;
    private long keptBytes;
    private boolean tooLarge;

    /** Opens the file at its first row. */
    public interface Opener {

        ItemReader<Sample> open() throws IOException;
    }

    private ForwardRows(Opener opener, ItemReader<Sample> reader) {
        this.opener = opener;
        this.reader = reader;
    }

    /** Opens the file now, so that what is wrong with it is said now. */
    public static ForwardRows open(Opener opener) throws IOException {
        return new ForwardRows(opener, opener.open());
    }

    /** The same where the number of rows is known beforehand. */
    public static ForwardRows open(Opener opener, long count) throws IOException {
        ForwardRows rows = open(opener);
        rows.count = count;
        return rows;
    }

    @Override
    public long count() throws IOException {
        if (count < 0) {
            keep();
            while (forward() != null) {
                // Counted at the end.
            }
        }
        return count;
    }

    @Override
    public Sample read(long row) throws IOException {
        if (count >= 0 && row >= count) {
            return null;
        }
        if (row != next && kept == null) {
            keep();
        }
        if (kept != null && row < kept.size()) {
            return kept.get((int) row);
        }
        if (row < next) {
            restart();
        }
        while (next < row) {
            if (forward() == null) {
                return null;
            }
        }
        return forward();
    }

    /** Begins to keep rows, from the first on. */
    private void keep() throws IOException {
        if (!tooLarge && kept == null) {
            if (next > 0) {
                restart();
            }
            kept = new ArrayList<>();
        }
    }

    private void restart() throws IOException {
        if (reader != null) {
            reader.close();
            reader = null;
        }
        next = 0;
    }

    private Sample forward() throws IOException {
        if (count >= 0 && next >= count) {
            return null;
        }
        if (reader == null) {
            reader = opener.open();
        }
        Sample sample = reader.read();
        if (sample == null) {
            count = next;
            return null;
        }
        next++;
        if (kept != null && next > kept.size()) {
            keptBytes += sample.byteSize() + OVERHEAD;
            tooLarge = keptBytes > Limits.KEPT;
            if (tooLarge) {
                kept = null;
            } else {
                kept.add(sample);
            }
        }
        return sample;
    }

    @Override
    public void close() throws IOException {
        kept = null;
        restart();
    }
}
