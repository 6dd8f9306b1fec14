// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * How many items the leaves of a tree have. Where rows are addressable a file's header says it; other files are read through, up to
 * {@link #READ_THROUGH} bytes each.
 */
public final class RowCounts {

    /** About a second of reading. */
    private static final long READ_THROUGH = 64 << 20;

    private static final long UNKNOWN = -1;

    private final Map<Stream.Leaf, Long> counts = new HashMap<>();

    private RowCounts() {}

    /** @throws IOException if a file cannot be read */
    public static RowCounts of(Stream tree) throws IOException {
        RowCounts counts = new RowCounts();
        for (Stream.Leaf leaf : tree.drawn()) {
            counts.counts.put(leaf, count(leaf));
        }
        return counts;
    }

    private static long count(Stream.Leaf leaf) throws IOException {
        if (leaf.leaf().items() != null) {
            return leaf.leaf().items().size();
        }
        if (leaf.file() == null) {
            return UNKNOWN;
        }
        Rows<Sample> rows = FileRows.of(leaf);
        if (!rows.addressable() && leaf.match().size() > READ_THROUGH) {
            return UNKNOWN;
        }
        try (RowReader<Sample> reader = rows.open()) {
            return reader.count();
        }
    }

    /** The items of a leaf, or -1 if unknown; not asked of a leaf without weight. */
    public long of(Stream.Leaf leaf) {
        return counts.getOrDefault(leaf, UNKNOWN);
    }

    /** The items of all leaves together that can be drawn, or -1 if unknown. */
    public long total() {
        long total = 0;
        for (long count : counts.values()) {
            if (count == UNKNOWN) {
                return UNKNOWN;
            }
            total += count;
        }
        return total;
    }

    /** Whether a stream is known to have no items at all. */
    public boolean isEmpty(Stream stream) {
        return stream.drawn().stream().allMatch(leaf -> of(leaf) == 0);
    }

    /**
     * How many items one run through a stream gives on average, at most; -1 if unknown. A mux that activates each stream once gives no more
     * of it than its rate.
     */
    public double once(Stream stream) {
        if (stream instanceof Stream.Leaf leaf) {
            return of(leaf);
        }
        Stream.Branch branch = (Stream.Branch) stream;
        double quota = branch.isExhaustive() && branch.mux().rate() != null
                ? branch.mux().rate()
                : Double.MAX_VALUE;
        double sum = 0;
        for (int i = 0; i < branch.streams().size(); i++) {
            if (branch.weights() != null && branch.weights()[i] == 0) {
                continue;
            }
            double once = once(branch.streams().get(i));
            if (once < 0) {
                return UNKNOWN;
            }
            sum += Math.min(once, quota);
        }
        return sum;
    }
}
