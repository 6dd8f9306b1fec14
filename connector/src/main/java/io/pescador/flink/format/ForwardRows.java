// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import io.pescador.flink.format.index.FileCache;
import io.pescador.flink.format.index.FileVersion;
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
 * {@link Limits#KEPT} bytes and as long as the {@link FileCache} has room; a larger file is read on to the row, and from the start again if
 * it lies behind.
 */
@Experimental
public final class ForwardRows implements RowReader<Sample> {

    /** What a row takes in memory besides its elements, roughly: the sample, its arrays, their shapes. */
    private static final int OVERHEAD = 200;

    /** So much is kept before it counts in the cache: rows may be small and many. */
    private static final long UNCOUNTED = 64 << 10;

    private static final FileCache CACHE = FileCache.ofProcess();

    /** What is kept belongs to this object, whatever file it reads. */
    private static final FileVersion ANY = new FileVersion("", 0, 0);

    private final Opener opener;

    private ItemReader<Sample> reader;
    private long next;
    private long count = -1;
    private long keptBytes;
    private long countedBytes;
    private boolean keeps;
    private boolean tooLarge;

    /** The rows from the first on. */
    private record Kept(List<Sample> rows) {}

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
        if (row != next && !keeps) {
            keep();
        }
        List<Sample> kept = kept();
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
        if (!tooLarge && !keeps) {
            if (next > 0) {
                restart();
            }
            keeps = CACHE.put(ANY, this, new Kept(new ArrayList<>()), UNCOUNTED);
            tooLarge = !keeps;
        }
    }

    /** Null if nothing is kept, or not any more. */
    private List<Sample> kept() {
        if (!keeps) {
            return null;
        }
        Kept kept = CACHE.get(ANY, this, Kept.class);
        if (kept == null) {
            keeps = false;
            tooLarge = true;
            return null;
        }
        return kept.rows();
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
        List<Sample> kept = kept();
        if (kept != null && next > kept.size()) {
            kept.add(sample);
            keptBytes += sample.byteSize() + OVERHEAD;
            if (keptBytes - countedBytes >= UNCOUNTED) {
                count(kept);
            }
        }
        return sample;
    }

    private void count(List<Sample> kept) {
        countedBytes = keptBytes;
        if (keptBytes > Limits.KEPT || !CACHE.put(ANY, this, new Kept(kept), keptBytes + UNCOUNTED)) {
            CACHE.remove(ANY, this);
        }
    }

    @Override
    public void close() throws IOException {
        keeps = false;
        CACHE.remove(ANY, this);
        restart();
    }
}
