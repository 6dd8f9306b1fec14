// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Opens the files of a plan before the job does, and reads a row of each, so that what cannot be read is said at once and not after an hour.
 *
 * <p>Of many files it tries some: the first of each leaf of the plan, then as many as it may.
 */
final class Probe {

    /** More would be felt: opening a file costs about a millisecond on a local disk. */
    private static final int MOST = 500;

    private final Problems problems;
    private final Set<LeafNode> refused = new HashSet<>();

    /** Leaves that may be unreadable: {@code on_error: skip}. */
    private final Set<Stream.Leaf> skipped = new HashSet<>();

    private final Map<Stream.Leaf, Sample> samples = new LinkedHashMap<>();

    Probe(Problems problems) {
        this.problems = problems;
    }

    void tryOut(Stream tree) {
        findSkipped(tree, false);
        tryOut(tree.drawn());
        batch(tree);
    }

    private void findSkipped(Stream stream, boolean above) {
        boolean skips = stream.steps().skips() == null ? above : stream.steps().skips();
        if (stream instanceof Stream.Branch branch) {
            branch.streams().forEach(child -> findSkipped(child, skips));
        } else if (skips) {
            skipped.add((Stream.Leaf) stream);
        }
    }

    /** The largest of the samples that were read, in bytes; 0 if there were none. */
    long sampleBytes() {
        return samples.values().stream().mapToLong(Sample::byteSize).max().orElse(0);
    }

    private void tryOut(List<Stream.Leaf> leaves) {
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
            Sample sample = read(rows);
            if (sample != null) {
                samples.put(leaf, sample);
            }
        } catch (IOException | RuntimeException | Error e) {
            // Where the file can be read as it is, it is what the plan asks of it that is wrong.
            boolean asked =
                    leaf.leaf().fields() != null || !leaf.leaf().cells().types().isEmpty();
            boolean ofProcess = Reasons.isOfProcess(e);
            if (asked && !ofProcess && readable(FileRows.whole(leaf))) {
                // The other files of a pattern mostly lack the same.
                if (refused.add(leaf.leaf())) {
                    problems.plan(
                            leaf.leaf().fields() != null
                                    ? leaf.leaf().fieldsPlace()
                                    : leaf.leaf().cells().typesPlace(),
                            Reasons.of(e));
                }
            } else if (ofProcess || !skipped.contains(leaf)) {
                problems.data(leaf.name(), e);
            }
        }
    }

    private static boolean readable(Rows<Sample> rows) {
        try {
            read(rows);
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private static Sample read(Rows<Sample> rows) throws IOException {
        try (RowReader<Sample> reader = rows.open()) {
            return reader.read(0);
        }
    }

    /** Streams whose samples go into one batch must be alike. What a map of the author's makes of them is not known here. */
    private void batch(Stream stream) {
        Steps.Buffer buffer = stream.steps().buffer();
        if (stream instanceof Stream.Branch branch) {
            branch.streams().forEach(this::batch);
        }
        if (buffer == null || changed(stream)) {
            return;
        }
        Stream.Leaf first = null;
        for (Stream.Leaf leaf : stream.leaves()) {
            if (!samples.containsKey(leaf)) {
                continue;
            }
            first = first == null ? leaf : first;
            try {
                Sample.stack(List.of(samples.get(first), samples.get(leaf)));
            } catch (IllegalArgumentException e) {
                problems.plan(
                        buffer.place(),
                        "no batch can be made of " + first.name() + " and " + leaf.name()
                                + e.getMessage().substring(e.getMessage().indexOf(':'))
                                + ". Choose alike arrays with `fields:`, or leave out buffer");
                return;
            }
        }
    }

    private static boolean changed(Stream stream) {
        return stream.steps().map() != null
                || stream instanceof Stream.Branch branch
                        && branch.streams().stream()
                                .anyMatch(below -> below.steps().buffer() != null || changed(below));
    }
}
