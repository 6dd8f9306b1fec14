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
 * the {@link FileCache}; what had to go once is not put there again in the same size, since it would only push out others.
 */
final class InflatedArrays implements AutoCloseable {

    private static final FileCache CACHE = FileCache.ofProcess();

    /** The content that a point takes in memory, at worst. */
    private static final long WINDOW = 32 << 10;

    /** The part of the budget that the points of one array may take: a quarter, as long as others leave it to them. */
    private static final int PART_OF_BUDGET = 4;

    private static final long LEAST_SPAN = 128 << 10;
    private static final long MOST_SPAN = 8 << 20;

    private final InputFile file;
    private final DeflatedArray array;
    private final FileVersion version;

    private record Whole(String array) {}

    private record Points(String array) {}

    private record TimesMade(Object what) {}

    InflatedArrays(InputFile file, DeflatedArray array) {
        this.file = file;
        this.array = array;
        this.version = file.version();
    }

    /** All of the array, inflated now if need be; null if there is no room for it. */
    NdArray whole() throws IOException {
        Object key = version.keyOf(new Whole(array.array()), this);
        NdArray kept = CACHE.get(version, key, NdArray.class);
        long bytes = array.header().dataBytes();
        if (kept != null || bytes > Math.min(Limits.item(), CACHE.budget()) || timesMade(key) > 0) {
            return kept;
        }
        NdArray whole = array.whole(file);
        made(key);
        CACHE.put(version, key, whole, bytes);
        return whole;
    }

    /** Places at which inflating can begin. */
    AccessPoints points() throws IOException {
        Object key = version.keyOf(new Points(array.array()), this);
        AccessPoints kept = CACHE.get(version, key, AccessPoints.class);
        if (kept != null) {
            return kept;
        }
        long most = Math.max(1, CACHE.budget() / PART_OF_BUDGET);
        long span = Math.max(LEAST_SPAN, array.header().dataBytes() * WINDOW / most) << 2 * timesMade(key);
        AccessPoints points = array.points(file, Math.min(span, MOST_SPAN));
        made(key);
        CACHE.put(version, key, points, points.bytes());
        return points;
    }

    private int timesMade(Object key) {
        Integer times = CACHE.get(version, new TimesMade(key), Integer.class);
        return times == null ? 0 : times;
    }

    private void made(Object key) {
        CACHE.put(version, new TimesMade(key), Math.min(3, timesMade(key) + 1), Integer.BYTES);
    }

    /** What others cannot use goes. */
    @Override
    public void close() {
        if (!version.settled()) {
            for (Object what : new Object[] {new Whole(array.array()), new Points(array.array())}) {
                Object key = version.keyOf(what, this);
                CACHE.remove(version, key);
                CACHE.remove(version, new TimesMade(key));
            }
        }
    }
}
