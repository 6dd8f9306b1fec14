// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.files.FilePattern;
import io.pescador.flink.files.MatchedFile;

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
 * Unfolds the patterns of a plan into streams.
 *
 * <p>Under {@code of} there is a stream for each file, or, with {@code each}, one for each value of a capture, in the order of their paths. A
 * leaf of several files elsewhere is a group: one stream, which at each activation reads its files one after the other in a new random order.
 */
final class Unfolding {

    private final PlanPaths paths;
    private final Problems problems;
    private final Map<LeafNode, List<MatchedFile>> listed = new HashMap<>();
    private final Map<LeafNode, Map<String, Map<String, List<MatchedFile>>>> byCapture = new HashMap<>();

    Unfolding(PlanPaths paths, Problems problems) {
        this.paths = paths;
        this.problems = problems;
    }

    /** @return the tree; where something is wrong, the part of it that is not */
    Stream unfold(Node root) {
        return unfold(root, Map.of(), null);
    }

    /**
     * @param bound captures that must have these values
     * @param called what the stream is called if its node does not say; null: after its file
     */
    private Stream unfold(Node node, Map<String, String> bound, String called) {
        return node instanceof MuxNode mux ? mux(mux, bound, called) : leaf((LeafNode) node, bound, called);
    }

    private Stream mux(MuxNode mux, Map<String, String> bound, String called) {
        String name = mux.name() != null
                ? mux.name()
                : called != null ? called : mux.kind().word();
        List<Stream> streams = new ArrayList<>();
        if (mux.streams() != null && !mux.streams().isEmpty()) {
            for (Node stream : mux.streams()) {
                streams.add(unfold(stream, bound, null));
            }
        } else if (mux.of() != null && mux.each() != null) {
            for (String value : values(mux, bound)) {
                Map<String, String> more = new HashMap<>(bound);
                more.put(mux.each(), value);
                streams.add(unfold(mux.of(), more, value));
            }
        } else if (mux.of() instanceof LeafNode leaf && leaf.kind().readsFiles()) {
            for (MatchedFile file : files(leaf, bound)) {
                streams.add(leaf(leaf, file, null, leaf.steps()));
            }
        } else if (mux.of() instanceof LeafNode leaf) {
            problems.plan(
                    leaf.place(),
                    "\"of\" unfolds a pattern of files, and " + leaf.kind().word()
                            + " has none: list the nodes under \"streams\"");
        } else if (mux.of() != null) {
            problems.plan(
                    mux.of().place(),
                    "\"of\" a mux needs \"each\", which says by what to unfold it: the name of a capture");
        }
        if (streams.isEmpty()) {
            return new Stream.Branch(mux, name, List.of(), null);
        }
        double[] weights = new Weighing(paths, problems).weigh(mux, streams);
        return new Stream.Branch(mux, name, List.copyOf(streams), weights);
    }

    /** The values of the mux's capture, in the order of the first files that have them. */
    private Set<String> values(MuxNode mux, Map<String, String> bound) {
        Set<String> values = new LinkedHashSet<>();
        Set<String> captures = new LinkedHashSet<>();
        boolean unmatched = false;
        for (LeafNode leaf : leaves(mux.of(), new ArrayList<>())) {
            List<MatchedFile> files = files(leaf, bound);
            unmatched |= files.isEmpty();
            for (MatchedFile file : files) {
                captures.addAll(file.captures().keySet());
                String value = file.captures().get(mux.each());
                if (value != null) {
                    values.add(value);
                }
            }
        }
        if (values.isEmpty() && !unmatched) {
            problems.plan(
                    mux.eachPlace(),
                    "each is \"" + mux.each() + "\", but no pattern below captures it"
                            + (captures.isEmpty()
                                    ? ": write {" + mux.each() + "} in the pattern"
                                    : Spelling.hint(mux.each(), captures)));
        }
        return values;
    }

    private static List<LeafNode> leaves(Node node, List<LeafNode> found) {
        if (node instanceof LeafNode leaf) {
            if (leaf.kind().readsFiles()) {
                found.add(leaf);
            }
        } else if (node instanceof MuxNode mux) {
            if (mux.of() != null) {
                leaves(mux.of(), found);
            }
            if (mux.streams() != null) {
                mux.streams().forEach(stream -> leaves(stream, found));
            }
        }
        return found;
    }

    private Stream leaf(LeafNode leaf, Map<String, String> bound, String called) {
        if (!leaf.kind().readsFiles()) {
            String name = leaf.name() != null ? leaf.name() : leaf.kind() == LeafKind.CLASS ? leaf.source() : "items";
            return new Stream.Leaf(leaf, name, null, leaf.steps());
        }
        List<MatchedFile> files = files(leaf, bound);
        String name = leaf.name() != null ? leaf.name() : called;
        if (files.size() == 1) {
            return leaf(leaf, files.get(0), name, leaf.steps());
        }
        String group = name != null ? name : leaf.source() == null ? "?" : leaf.source();
        List<Stream> streams = new ArrayList<>();
        for (MatchedFile file : files) {
            streams.add(leaf(leaf, file, null, Steps.NONE));
        }
        return new Stream.Branch(group(leaf, group), group, streams, null);
    }

    private Stream leaf(LeafNode leaf, MatchedFile file, String called, Steps steps) {
        String name = called != null ? called : paths.shown(file.path());
        return new Stream.Leaf(leaf, name, file, steps);
    }

    /** One file open, each read to its end, in random order. */
    private static MuxNode group(LeafNode leaf, String name) {
        return new MuxNode(
                leaf.place(),
                name,
                MuxKind.STOCHASTIC,
                "exhaustive",
                1,
                leaf.place(),
                null,
                "binomial",
                null,
                "share",
                true,
                List.of(),
                leaf,
                null,
                leaf.place(),
                leaf.steps());
    }

    private List<MatchedFile> files(LeafNode leaf, Map<String, String> bound) {
        List<MatchedFile> files = listed.computeIfAbsent(leaf, this::list);
        // All files of a pattern have the same captures.
        List<Map.Entry<String, String>> given = bound.entrySet().stream()
                .filter(capture -> !files.isEmpty() && files.get(0).captures().containsKey(capture.getKey()))
                .toList();
        List<MatchedFile> fewest = files;
        for (Map.Entry<String, String> capture : given) {
            List<MatchedFile> having = byCapture
                    .computeIfAbsent(leaf, other -> new HashMap<>())
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

    private List<MatchedFile> list(LeafNode leaf) {
        if (leaf.source() == null) {
            return List.of();
        }
        try {
            FilePattern pattern = FilePattern.of(paths.resolve(leaf.source()));
            checkCaptures(leaf, pattern.captures());
            return pattern.list();
        } catch (UnsupportedFileSystemSchemeException e) {
            problems.plan(leaf.sourcePlace(), PlanPaths.unknownScheme(leaf.source()));
        } catch (IOException | RuntimeException | Error e) { // stores throw what they like
            if (Reasons.isRefusal(e)) {
                problems.plan(leaf.sourcePlace(), e.getMessage());
                return List.of();
            }
            problems.refused(leaf.sourcePlace(), leaf.source() + " cannot be searched", e);
        }
        return List.of();
    }

    private void checkCaptures(LeafNode leaf, List<String> captures) {
        if (leaf.fields() == null) {
            return;
        }
        for (LeafNode.FieldSource source : leaf.fields().values()) {
            if (source instanceof LeafNode.FieldSource.Capture capture && !captures.contains(capture.name())) {
                problems.plan(
                        leaf.fieldsPlace(),
                        "the path captures no \"" + capture.name() + "\""
                                + (captures.isEmpty()
                                        ? ": write {" + capture.name() + "} in it"
                                        : Spelling.hint(capture.name(), captures)));
            }
        }
    }
}
