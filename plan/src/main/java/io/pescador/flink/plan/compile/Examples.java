// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.compile;

import io.pescador.flink.format.BadRecords;
import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.spec.Input;
import io.pescador.flink.plan.spec.LeafSpec;
import io.pescador.flink.plan.spec.Locations;
import io.pescador.flink.plan.spec.MuxSpec;
import io.pescador.flink.plan.spec.Spec;
import io.pescador.flink.plan.spec.Step;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Follows samples of a plan's leaves up to its root, so that one knows what the plan gives without drawing from it. Steps that map are run;
 * those that choose among samples, repeat or keep them change nothing of what a sample looks like.
 */
@Internal
public final class Examples {

    private final Map<LeafSpec, Sample> files;
    private final Locations locations;
    private final Problems problems;

    /**
     * @param files samples of the leaves that read files, as {@link Probe#examples()} has them
     * @param problems for what user code refuses
     */
    public Examples(Map<LeafSpec, Sample> files, Locations locations, Problems problems) {
        this.files = files;
        this.locations = locations;
        this.problems = problems;
    }

    /** One example of each kind that a tree gives; none where its leaves gave no sample. */
    public List<Example> of(Spec tree) {
        List<Example> below = tree instanceof MuxSpec mux ? ofStreams(mux) : ofLeaf((LeafSpec) tree);
        List<Example> examples = new ArrayList<>();
        for (Example example : below) {
            Sample sample = stepped(example.sample(), tree);
            if (sample != null) {
                examples.add(new Example(example.stream(), sample));
            }
        }
        return examples;
    }

    private List<Example> ofStreams(MuxSpec mux) {
        double[] weights = mux.inOrder();
        List<Example> all = new ArrayList<>();
        for (int i = 0; i < mux.streams().size(); i++) {
            if (weights == null || weights[i] > 0) {
                all.addAll(of(mux.streams().get(i)));
            }
        }
        return distinct(all);
    }

    private List<Example> ofLeaf(LeafSpec leaf) {
        if (leaf.input() instanceof Input.Items items) {
            return distinct(items.samples().stream()
                    .map(sample -> new Example(leaf.name(), sample))
                    .toList());
        }
        if (leaf.input() instanceof Input.OfClass) {
            Sample first = first(
                    new StreamerCompiler(locations, problems, StreamerCompiler.Tags.NONE)
                            .source(leaf, BadRecords.REFUSED),
                    leaf);
            return first == null ? List.of() : List.of(new Example(leaf.name(), first));
        }
        // What is alike was looked at for the first file of the node only.
        Sample sample = files.get(leaf);
        return sample == null ? List.of() : List.of(new Example(leaf.name(), sample));
    }

    private static List<Example> distinct(List<Example> all) {
        Set<String> seen = new HashSet<>();
        return all.stream().filter(example -> seen.add(kind(example.sample()))).toList();
    }

    /** Names, types and numbers of axes. */
    static String kind(Sample sample) {
        StringBuilder kind = new StringBuilder();
        for (int i = 0; i < sample.size(); i++) {
            NdArray array = sample.get(i);
            kind.append(sample.names().get(i))
                    .append('\0')
                    .append(array.dtype())
                    .append(array.rank())
                    .append('\0');
        }
        return kind.toString();
    }

    /** A sample after the steps of a node; null if a step failed. */
    private Sample stepped(Sample sample, Spec spec) {
        Sample stepped = sample;
        for (Step step : spec.steps().list()) {
            if (stepped != null && step.batchSize() > 0) {
                stepped = Sample.stack(List.of(stepped)); // a batch of one looks like any other
            } else if (stepped != null && step.phase() == Step.Phase.MAP) {
                stepped = first(step.apply(Streamer.of(stepped), locations.of(spec, step.key()), problems), spec);
            }
        }
        return stepped;
    }

    private Sample first(Streamer<Sample> streamer, Spec spec) {
        if (streamer == null) {
            return null;
        }
        try {
            Iterator<Sample> samples = streamer.iterate(0, 1).iterator();
            return samples.hasNext() ? samples.next() : null;
        } catch (RuntimeException | Error e) { // user code throws what it likes
            problems.refused(locations.of(spec), "no sample can be had", e);
            return null;
        }
    }
}
