// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Tumbling windows of event time without lateness, as Flink's are: their contents are saved, the watermark that they received is not. */
public final class Windows<T> {

    private final long length;
    private final TreeMap<Long, List<T>> open = new TreeMap<>();
    private final List<String> fired = new ArrayList<>();
    private final List<T> late = new ArrayList<>();
    private long watermark = Long.MIN_VALUE;

    public Windows(long length) {
        this.length = length;
    }

    public void record(T value, long timestamp) {
        long end = Math.floorDiv(timestamp, length) * length + length;
        if (end - 1 <= watermark) {
            late.add(value);
        } else {
            open.computeIfAbsent(end, e -> new ArrayList<>()).add(value);
        }
    }

    public void watermark(long timestamp) {
        watermark = timestamp;
        while (!open.isEmpty() && open.firstKey() - 1 <= watermark) {
            var first = open.pollFirstEntry();
            // In no order: which of several keys is drained first is not specified.
            fired.add(first.getKey() + " "
                    + first.getValue().stream().map(T::toString).sorted().toList());
        }
    }

    /** A failure right after a checkpoint. */
    public void restart() {
        watermark = Long.MIN_VALUE;
    }

    /** Each window that fired: its end and what it held. */
    public List<String> fired() {
        return fired;
    }

    public List<T> late() {
        return late;
    }
}
