// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.expand;

import io.pescador.flink.files.FilePattern;
import io.pescador.flink.files.FolderListings;
import io.pescador.flink.files.MatchedFile;
import io.pescador.flink.mux.Policy;
import io.pescador.flink.mux.order.TurnsPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.plan.key.PlanPaths;
import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.problem.Reasons;
import io.pescador.flink.plan.spec.Input;
import io.pescador.flink.plan.spec.LeafSpec;
import io.pescador.flink.plan.spec.Locations;
import io.pescador.flink.plan.spec.MuxSpec;
import io.pescador.flink.plan.spec.Rounds;
import io.pescador.flink.plan.spec.Schedule;
import io.pescador.flink.plan.spec.Spec;
import io.pescador.flink.plan.spec.Steps;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Expands the patterns of a plan into streams.
 *
 * <p>Under {@code of} there is a stream for each file, or, with {@code each}, one for each value of a capture, in the order of their paths. A
 * leaf of several files elsewhere is a group: one stream, which at each activation reads its files one after the other in a new random order.
 */
@Internal
public final class Expansion {

    private final PlanPaths paths;
    private final Locations locations;
    private final Problems problems;
    private final Rounds rounds;

    private final FolderListings folders = new FolderListings();

    /** By the number of the leaf's node. */
    private final Map<Integer, List<MatchedFile>> listed = new HashMap<>();

    private final Map<Integer, Map<String, Map<String, List<MatchedFile>>>> byCapture = new HashMap<>();

    public Expansion(PlanPaths paths, Locations locations, Problems problems, Rounds rounds) {
        this.rounds = rounds;
        this.paths = paths;
        this.locations = locations;
        this.problems = problems;
    }

    /** @return the tree; where something is wrong, the part of it that is not */
    public Spec expand(Spec root) {
        return expand(root, Map.of(), null);
    }

    /**
     * Whether a mux is a group: the files of one leaf, read one after the other.
     *
     * @param mux of an expanded tree
     */
    public static boolean isGroup(MuxSpec mux) {
        return !mux.streams().isEmpty() && mux.streams().get(0).node() == mux.node();
    }

    /**
     * @param bound captures that must have these values
     * @param called what the stream is called if its node does not say; null: after its file
     */
    private Spec expand(Spec spec, Map<String, String> bound, String called) {
        return spec instanceof MuxSpec mux ? mux(mux, bound, called) : leaf((LeafSpec) spec, bound, called);
    }

    private Spec mux(MuxSpec mux, Map<String, String> bound, String called) {
        String name = mux.name() != null
                ? mux.name()
                : called != null ? called : mux.policy().kind();
        List<Spec> streams = streams(mux, bound);
        if (streams.isEmpty() || mux.weights() == null) {
            return new MuxSpec(
                    mux.node(),
                    name,
                    policy(mux, streams),
                    new MuxSpec.Listed(streams),
                    null,
                    Schedule.NONE,
                    mux.steps());
        }
        WeightResolver weights = new WeightResolver(mux, streams, paths, problems);
        List<Schedule.Change> changes = mux.schedule().changes().stream()
                .map(change -> new Schedule.Change(
                        change.at(), change.ramp(), weights.resolve(change.weights(), change.where()), change.where()))
                .toList();
        return new MuxSpec(
                mux.node(),
                name,
                policy(mux, streams),
                new MuxSpec.Listed(streams),
                weights.resolve(mux.weights(), locations.of(mux, "weights")),
                new Schedule(changes, rounds),
                mux.steps());
    }

    private Policy policy(MuxSpec mux, List<Spec> streams) {
        if (!(mux.policy() instanceof TurnsPolicy turns) || streams.isEmpty()) {
            return mux.policy();
        }
        try {
            return turns.inOrderOf(streams.stream().map(Spec::name).toList());
        } catch (IllegalArgumentException e) {
            problems.plan(locations.of(mux, "turns"), e.getMessage());
            return new TurnsPolicy(List.of(1), List.of(), turns.distinct(), turns.ended());
        }
    }

    private List<Spec> streams(MuxSpec mux, Map<String, String> bound) {
        if (mux.pool() instanceof MuxSpec.Listed list) {
            return list.streams().stream()
                    .map(stream -> expand(stream, bound, null))
                    .toList();
        }
        if (!(mux.pool() instanceof MuxSpec.Unfolded template)) {
            return List.of();
        }
        Spec of = template.of();
        if (template.each() != null) {
            List<Spec> streams = new ArrayList<>();
            for (String value : values(mux, template, bound)) {
                Map<String, String> more = new HashMap<>(bound);
                more.put(template.each(), value);
                streams.add(expand(of, more, value));
            }
            return streams;
        }
        if (of instanceof LeafSpec leaf && leaf.input() instanceof Input.Files) {
            return files(leaf, bound).stream()
                    .<Spec>map(file -> leaf(leaf, file, null, leaf.steps()))
                    .toList();
        }
        problems.plan(
                locations.of(of),
                of instanceof LeafSpec
                        ? "\"of\" unfolds a pattern of files, and this leaf has none: list the nodes under \"streams\""
                        : "\"of\" a mux needs \"each\", which says by what to unfold it: the name of a capture");
        return List.of();
    }

    /** The values of the mux's capture, in the order of the first files that have them. */
    private Set<String> values(MuxSpec mux, MuxSpec.Unfolded template, Map<String, String> bound) {
        String each = template.each();
        Set<String> values = new LinkedHashSet<>();
        Set<String> captures = new LinkedHashSet<>();
        boolean unmatched = false;
        for (LeafSpec leaf : template.of().leaves()) {
            List<MatchedFile> files = leaf.input() instanceof Input.Files ? files(leaf, bound) : List.of();
            unmatched |= leaf.input() instanceof Input.Files && files.isEmpty();
            for (MatchedFile file : files) {
                captures.addAll(file.captures().keySet());
                String value = file.captures().get(each);
                if (value != null) {
                    values.add(value);
                }
            }
        }
        if (values.isEmpty() && !unmatched) {
            problems.plan(
                    locations.of(mux, "each"),
                    "each is \"" + each + "\", but no pattern below captures it"
                            + (captures.isEmpty()
                                    ? ": write {" + each + "} in the pattern"
                                    : Problems.hint(each, captures)));
        }
        return values;
    }

    private Spec leaf(LeafSpec leaf, Map<String, String> bound, String called) {
        if (!(leaf.input() instanceof Input.Files input)) {
            String kind = leaf.input() instanceof Input.OfClass user ? user.className() : "items";
            String name = leaf.name() != null ? leaf.name() : kind;
            return new LeafSpec(leaf.node(), name, leaf.input(), null, leaf.steps());
        }
        List<MatchedFile> files = files(leaf, bound);
        String name = leaf.name() != null ? leaf.name() : called;
        if (files.size() == 1) {
            return leaf(leaf, files.get(0), name, leaf.steps());
        }
        String group = name != null ? name : input.pattern() == null ? "?" : input.pattern();
        List<Spec> streams = files.stream()
                .<Spec>map(file -> leaf(leaf, file, null, Steps.NONE))
                .toList();
        // One file is open, each is read to its end, in random order.
        StochasticPolicy policy = StochasticPolicy.of(1).mode(StochasticPolicy.Mode.EXHAUSTIVE);
        return new MuxSpec(leaf.node(), group, policy, new MuxSpec.Listed(streams), null, Schedule.NONE, leaf.steps());
    }

    private Spec leaf(LeafSpec leaf, MatchedFile file, String called, Steps steps) {
        String name = called != null ? called : paths.shown(file.path());
        return new LeafSpec(leaf.node(), name, leaf.input(), file, steps);
    }

    // ---- files

    private List<MatchedFile> files(LeafSpec leaf, Map<String, String> bound) {
        List<MatchedFile> files = listed.computeIfAbsent(leaf.node(), node -> list(leaf));
        // All files of a pattern have the same captures.
        List<Map.Entry<String, String>> given = bound.entrySet().stream()
                .filter(capture -> !files.isEmpty() && files.get(0).captures().containsKey(capture.getKey()))
                .toList();
        List<MatchedFile> fewest = files;
        for (Map.Entry<String, String> capture : given) {
            List<MatchedFile> having = byCapture
                    .computeIfAbsent(leaf.node(), node -> new HashMap<>())
                    .computeIfAbsent(capture.getKey(), name -> byValue(files, name))
                    .getOrDefault(capture.getValue(), List.of());
            fewest = having.size() < fewest.size() ? having : fewest;
        }
        return given.size() < 2
                ? fewest
                : fewest.stream()
                        .filter(file -> file.captures().entrySet().containsAll(given))
                        .toList();
    }

    /** The files that have each value of a capture: there may be as many values as files, and each is asked for. */
    private static Map<String, List<MatchedFile>> byValue(List<MatchedFile> files, String capture) {
        return files.stream()
                .collect(Collectors.groupingBy(file -> file.captures().get(capture)));
    }

    private List<MatchedFile> list(LeafSpec leaf) {
        Input.Files input = (Input.Files) leaf.input();
        if (input.pattern() == null) {
            return List.of();
        }
        String key = input.format().name();
        try {
            FilePattern pattern = FilePattern.of(paths.resolve(input.pattern()));
            checkCaptures(leaf, input, pattern.captures());
            return pattern.list(folders);
        } catch (UnsupportedFileSystemSchemeException e) {
            problems.plan(locations.of(leaf, key), PlanPaths.unknownScheme(input.pattern()));
        } catch (IOException | RuntimeException | Error e) { // stores throw what they like
            if (Reasons.isRefusal(e)) {
                problems.plan(locations.of(leaf, key), e.getMessage());
            } else {
                problems.refused(locations.of(leaf, key), input.pattern() + " cannot be searched", e);
            }
        }
        return List.of();
    }

    private void checkCaptures(LeafSpec leaf, Input.Files input, List<String> captures) {
        for (String capture : input.captured().values()) {
            if (!captures.contains(capture)) {
                problems.plan(
                        locations.of(leaf, "fields"),
                        "the path captures no \"" + capture + "\""
                                + (captures.isEmpty()
                                        ? ": write {" + capture + "} in it"
                                        : Problems.hint(capture, captures)));
            }
        }
    }
}
