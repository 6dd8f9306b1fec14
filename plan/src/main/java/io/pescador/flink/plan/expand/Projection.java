// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.expand;

import io.pescador.flink.format.BadRecords;
import io.pescador.flink.format.FieldSource;
import io.pescador.flink.format.FileFormat;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.Nulls;
import io.pescador.flink.plan.spec.Input;
import io.pescador.flink.plan.spec.LeafSpec;
import io.pescador.flink.plan.spec.MuxSpec;
import io.pescador.flink.plan.spec.Spec;
import io.pescador.flink.plan.spec.Step;
import io.pescador.flink.plan.spec.Steps;
import io.pescador.flink.plan.spec.Steps.OnError;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Leaves arrays out of an expanded plan that the job does not look at, where that spares reading them and changes no draw: in files that keep
 * their arrays apart, below no step that looks into samples. Samples hold the arrays that are wanted, and may hold others.
 */
@Internal
public final class Projection {

    private final Set<String> wanted;
    private final Map<LeafSpec, Sample> examples;

    /** By the number of the leaf's node: all files of a pattern have one input. */
    private final Map<Integer, Input> narrowed = new HashMap<>();

    private Projection(Set<String> wanted, Map<LeafSpec, Sample> examples) {
        this.wanted = wanted;
        this.examples = examples;
    }

    /**
     * @param tree an expanded tree
     * @param wanted names of arrays
     * @param examples a sample of a file, at least, of each node that is to be narrowed
     */
    public static Spec of(Spec tree, Set<String> wanted, Map<LeafSpec, Sample> examples) {
        return new Projection(wanted, examples).of(tree, OnError.FAIL);
    }

    private Spec of(Spec spec, OnError above) {
        OnError onError = spec.steps().onError(above);
        if (looksIn(spec.steps())) {
            return spec;
        }
        if (spec instanceof MuxSpec mux) {
            List<Spec> streams =
                    mux.streams().stream().map(stream -> of(stream, onError)).toList();
            return new MuxSpec(
                    mux.node(),
                    mux.name(),
                    mux.policy(),
                    new MuxSpec.Listed(streams),
                    mux.weights(),
                    mux.schedule(),
                    mux.steps());
        }
        LeafSpec leaf = (LeafSpec) spec;
        return new LeafSpec(leaf.node(), leaf.name(), input(leaf, onError), leaf.file(), leaf.steps());
    }

    /** Whether a step may look at what samples hold. */
    private static boolean looksIn(Steps steps) {
        return steps.list().stream()
                .map(Step::phase)
                .anyMatch(phase -> phase == Step.Phase.MAP || phase == Step.Phase.FILTER);
    }

    private Input input(LeafSpec leaf, OnError onError) {
        // Empty and bad values of any array may leave a row out.
        if (!(leaf.input() instanceof Input.Files files)
                || !files.format().features().contains(FileFormat.Feature.ARRAYS_APART)
                || files.spec().nulls() != Nulls.REFUSED
                || onError.records() != BadRecords.REFUSED) {
            return leaf.input();
        }
        return narrowed.computeIfAbsent(leaf.node(), node -> examples.entrySet().stream()
                .filter(example -> example.getKey().node() == node)
                .findFirst()
                .map(example -> narrow(example.getKey(), files, example.getValue()))
                .orElse(files));
    }

    /**
     * What is wanted, and as few of the other arrays as it takes to know how many rows there are: the smallest first. Arrays without axes do
     * not tell.
     */
    private Input.Files narrow(LeafSpec leaf, Input.Files files, Sample example) {
        Map<String, FieldSource> all = new LinkedHashMap<>(files.spec().fields());
        Map<String, String> captured = new LinkedHashMap<>(files.captured());
        captured.keySet().retainAll(wanted);
        if (all.isEmpty()) {
            example.names().forEach(name -> all.put(name, FieldSource.of(name)));
            files.captured().keySet().forEach(all::remove);
        }
        long rows = count(leaf);
        List<String> others = new ArrayList<>(all.keySet());
        others.removeAll(wanted);
        others.sort(Comparator.comparingInt(name -> example.get(name).byteSize()));
        Map<String, FieldSource> kept = new LinkedHashMap<>(all);
        kept.keySet().retainAll(wanted);
        while (!others.isEmpty()) {
            Input.Files fewer = with(files, kept, captured);
            if (!kept.isEmpty() && rows >= 0 && count(with(leaf, fewer)) == rows) {
                return fewer;
            }
            String more = others.remove(0);
            kept.put(more, all.get(more));
        }
        return files;
    }

    private static Input.Files with(Input.Files files, Map<String, FieldSource> fields, Map<String, String> captured) {
        FormatSpec spec = files.spec().narrowedTo(fields);
        return new Input.Files(
                files.format(),
                files.pattern(),
                spec,
                files.whole(),
                new LinkedHashMap<>(captured),
                files.rowRule(),
                files.distribution());
    }

    private static LeafSpec with(LeafSpec leaf, Input.Files files) {
        return new LeafSpec(leaf.node(), leaf.name(), files, leaf.file(), leaf.steps());
    }

    /** Less than 0 where it cannot be told. */
    private static long count(LeafSpec leaf) {
        try (RowReader<Sample> reader = leaf.rows().open()) {
            return reader.count();
        } catch (IOException | RuntimeException e) {
            return -1;
        }
    }
}
