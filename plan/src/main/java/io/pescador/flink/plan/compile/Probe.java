// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.compile;

import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.problem.Reasons;
import io.pescador.flink.plan.spec.Input;
import io.pescador.flink.plan.spec.LeafSpec;
import io.pescador.flink.plan.spec.Locations;
import io.pescador.flink.plan.spec.MuxSpec;
import io.pescador.flink.plan.spec.Spec;
import io.pescador.flink.plan.spec.Step;
import io.pescador.flink.plan.spec.Steps.OnError;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Opens the files of a plan before the job does, and reads a row of each, so that what cannot be read is said at once and not after an hour.
 *
 * <p>Of many files it tries some: the first of each leaf of the plan, then as many as it may.
 */
@Internal
public final class Probe {

    /** More would be felt: opening a file costs about a millisecond on a local disk. */
    private static final int MAX_TRIED = 500;

    private final Locations locations;
    private final Problems problems;
    private final Set<Integer> refused = new HashSet<>();

    /** What happens when leaves cannot be read. */
    private final Map<LeafSpec, OnError> rules = new IdentityHashMap<>();

    private final Map<LeafSpec, Sample> samples = new IdentityHashMap<>();

    /** Those whose samples were read, in the order of the tree. */
    private final List<LeafSpec> tried = new ArrayList<>();

    public Probe(Locations locations, Problems problems) {
        this.locations = locations;
        this.problems = problems;
    }

    public void tryOut(Spec tree) {
        findSkipped(tree, OnError.FAIL);
        tryOut(tree.drawn());
        batch(tree);
    }

    private void findSkipped(Spec spec, OnError above) {
        OnError onError = spec.steps().onError(above);
        if (spec instanceof MuxSpec mux) {
            mux.streams().forEach(child -> findSkipped(child, onError));
        } else {
            rules.put((LeafSpec) spec, onError);
        }
    }

    /** The largest of the samples that were read, in bytes; 0 if there were none. */
    public long sampleBytes() {
        return samples.values().stream().mapToLong(Sample::byteSize).max().orElse(0);
    }

    /** The samples that were read, but of those of one node that are alike the first alone. */
    public Map<LeafSpec, Sample> examples() {
        Map<LeafSpec, Sample> examples = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        tried.forEach(leaf -> {
            if (seen.add(leaf.node() + " " + Examples.kind(samples.get(leaf)))) {
                examples.put(leaf, samples.get(leaf));
            }
        });
        return examples;
    }

    private void tryOut(List<LeafSpec> leaves) {
        Map<Integer, Integer> ofNode = new HashMap<>();
        int remaining = MAX_TRIED;
        for (LeafSpec leaf : leaves) {
            boolean first = ofNode.merge(leaf.node(), 1, Integer::sum) == 1;
            if (leaf.path() != null && (first || remaining > 0)) {
                remaining--;
                tryOut(leaf);
            }
        }
    }

    private void tryOut(LeafSpec leaf) {
        Rows<Sample> rows;
        try {
            rows = leaf.rows(rule(leaf).records());
        } catch (IllegalArgumentException e) {
            problems.plan(locations.of(leaf, "fields"), e.getMessage());
            return;
        }
        try {
            Sample sample = read(rows);
            if (sample != null) {
                samples.put(leaf, sample);
                tried.add(leaf);
            }
        } catch (IOException | RuntimeException | Error e) {
            // Where the file can be read as it is, it is what the plan asks of it that is wrong.
            Input.Files files = (Input.Files) leaf.input();
            boolean asksForFields =
                    !files.spec().fields().isEmpty() || !files.captured().isEmpty();
            boolean asks = asksForFields || !files.spec().types().isEmpty();
            boolean ofProcess = Reasons.isOfProcess(e);
            if (asks && !ofProcess && readable(leaf.wholeRows())) {
                // The other files of a pattern mostly lack the same.
                if (refused.add(leaf.node())) {
                    problems.plan(locations.of(leaf, asksForFields ? "fields" : "types"), Reasons.of(e));
                }
            } else if (ofProcess || !rule(leaf).skips()) {
                problems.data(leaf.name(), e);
            }
        }
    }

    private OnError rule(LeafSpec leaf) {
        return rules.getOrDefault(leaf, OnError.FAIL);
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
    private void batch(Spec spec) {
        Step batching = spec.steps().batching().orElse(null);
        if (spec instanceof MuxSpec mux) {
            mux.streams().forEach(this::batch);
        }
        if (batching == null || changed(spec)) {
            return;
        }
        LeafSpec first = null;
        for (LeafSpec leaf : spec.leaves()) {
            if (!samples.containsKey(leaf)) {
                continue;
            }
            first = first == null ? leaf : first;
            try {
                batching.joined(List.of(samples.get(first), samples.get(leaf)));
            } catch (IllegalArgumentException e) {
                problems.plan(
                        locations.of(spec, batching.key()),
                        "no batch can be made of " + first.name() + " and " + leaf.name()
                                + e.getMessage().substring(e.getMessage().indexOf(':'))
                                + ". Choose alike arrays with `fields:`, even out lengths with `pad:`, or leave out buffer");
                return;
            }
        }
    }

    private static boolean changed(Spec spec) {
        return spec.steps().list().stream().anyMatch(step -> step.phase() == Step.Phase.MAP)
                || spec instanceof MuxSpec mux
                        && mux.streams().stream()
                                .anyMatch(below -> below.steps().batching().isPresent() || changed(below));
    }
}
