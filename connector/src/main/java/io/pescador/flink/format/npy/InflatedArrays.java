// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.Limits;
import io.pescador.flink.format.compress.AccessPoints;
import io.pescador.flink.format.index.FileCache;
import io.pescador.flink.format.index.FileVersion;
import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.record.NdArray;

import java.io.IOException;

/**
 * What is kept of a deflated array, so that its rows can be read in any order: all of it inflated, or points to begin at. Each has its place in
 * the {@link FileCache}.
 *
 * <p>What had to go once would only push out others again. So an array that had to go is read by its points then, and points that had to go lie
 * further apart the next time. Where they would lie so far apart that a few rows cost as much as all of the array, it is inflated whole again,
 * once an opening.
 */
final class InflatedArrays implements AutoCloseable {

    /** The content that a point takes in memory, at worst. */
    private static final long WINDOW = 32 << 10;

    /** The part of the budget that the points of one array may take: a quarter, as long as others leave it to them. */
    private static final int PART_OF_BUDGET = 4;

    private static final long LEAST_SPAN = 128 << 10;
    private static final long MOST_SPAN = 8 << 20;

    /** About as many rows as an activation gives: so often half a span would be inflated. */
    private static final int FEW_ROWS = 16;

    private final InputFile file;
    private final DeflatedArray array;
    private final FileCache cache;
    private final FileVersion version;
    private final long bytes;
    private boolean inflated;

    private record Whole(String array) {}

    private record Points(String array) {}

    private record TimesMade(Object what) {}

    InflatedArrays(InputFile file, DeflatedArray array, FileCache cache) {
        this.file = file;
        this.array = array;
        this.cache = cache;
        this.version = file.version();
        this.bytes = array.header().dataBytes();
    }

    /** All of the array, inflated now if need be; null if its rows are to be read by its points. */
    NdArray whole() throws IOException {
        Object key = version.keyOf(new Whole(array.array()), this);
        NdArray kept = cache.get(version, key, NdArray.class);
        if (kept != null || inflated || bytes > Math.min(Limits.item(), cache.budget())) {
            return kept;
        }
        if (timesMade(key) > 0 && span(timesMade(pointsKey())) * FEW_ROWS / 2 <= bytes) {
            return null;
        }
        inflated = true;
        NdArray whole = array.whole(file);
        made(key);
        cache.put(version, key, whole, bytes);
        return whole;
    }

    private Object pointsKey() {
        return version.keyOf(new Points(array.array()), this);
    }

    /** Places at which inflating can begin. */
    AccessPoints points() throws IOException {
        Object key = pointsKey();
        AccessPoints kept = cache.get(version, key, AccessPoints.class);
        if (kept != null) {
            return kept;
        }
        AccessPoints points = array.points(file, span(timesMade(key)));
        made(key);
        cache.put(version, key, points, points.bytes());
        return points;
    }

    private long span(int timesMade) {
        long fits = bytes * WINDOW / Math.max(1, cache.budget() / PART_OF_BUDGET);
        return Math.min(MOST_SPAN, Math.max(LEAST_SPAN, fits) << 2 * timesMade);
    }

    private int timesMade(Object key) {
        Integer times = cache.get(version, new TimesMade(key), Integer.class);
        return times == null ? 0 : times;
    }

    private void made(Object key) {
        cache.put(version, new TimesMade(key), Math.min(3, timesMade(key) + 1), Integer.BYTES);
    }

    /** What others cannot use goes. */
    @Override
    public void close() {
        if (!version.settled()) {
            for (Object key : new Object[] {version.keyOf(new Whole(array.array()), this), pointsKey()}) {
                cache.remove(version, key);
                cache.remove(version, new TimesMade(key));
            }
        }
    }
}
