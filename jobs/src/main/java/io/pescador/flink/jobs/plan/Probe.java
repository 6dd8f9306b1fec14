// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.plan;

import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.RowReader;
import io.pescador.flink.streamer.Rows;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Opens the files of a plan before the job does, and reads a row of each, so that what cannot be read is said at once and not after an hour.
 *
 * <p>Of many files it tries some: the first of each leaf of the plan, then as many as it may.
 */
final class Probe {

    /** More would be felt: opening a file costs about a millisecond on a local disk. */
    private static final int MOST = 500;

    private final Problems problems;

    Probe(Problems problems) {
        this.problems = problems;
    }

    void tryOut(List<Stream.Leaf> leaves) {
        Map<LeafNode, Integer> tried = new HashMap<>();
        int left = MOST;
        for (Stream.Leaf leaf : leaves) {
            boolean first = tried.merge(leaf.leaf(), 1, Integer::sum) == 1;
            if (leaf.file() != null && (first || left > 0)) {
                left--;
                tryOut(leaf);
            }
        }
    }

    private void tryOut(Stream.Leaf leaf) {
        Rows<Sample> rows;
        try {
            rows = FileRows.of(leaf);
        } catch (IllegalArgumentException e) {
            problems.plan(leaf.leaf().fieldsPlace(), e.getMessage());
            return;
        }
        try {
            read(rows);
        } catch (IOException | IllegalArgumentException e) {
            // Where the file can be read as it is, it is what the plan asks of it that is wrong.
            if (leaf.leaf().fields() != null && readable(FileRows.whole(leaf))) {
                problems.plan(leaf.leaf().fieldsPlace(), Reasons.of(e));
            } else {
                problems.data(Reasons.of(e));
            }
        }
    }

    private static boolean readable(Rows<Sample> rows) {
        try {
            read(rows);
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private static void read(Rows<Sample> rows) throws IOException {
        try (RowReader<Sample> reader = rows.open()) {
            reader.read(0);
        }
    }
}
