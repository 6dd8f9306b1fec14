// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.codec;

import io.pescador.flink.mux.Policy;
import io.pescador.flink.plan.codec.PolicyCodec.Use;
import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Settings;
import io.pescador.flink.plan.key.Type;
import io.pescador.flink.plan.key.Value;
import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.problem.SourceLocation;
import io.pescador.flink.plan.spec.Input;
import io.pescador.flink.plan.spec.LeafSpec;
import io.pescador.flink.plan.spec.Locations;
import io.pescador.flink.plan.spec.MuxSpec;
import io.pescador.flink.plan.spec.Schedule;
import io.pescador.flink.plan.spec.Spec;
import io.pescador.flink.plan.spec.Step;
import io.pescador.flink.plan.spec.Steps;
import io.pescador.flink.plan.spec.Weights;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the nodes of a plan for {@code pescador sample}, from the root down. Mistakes go to the plan's {@link Problems}. */
@Internal
public final class SpecReader {

    /** Plans are written by hand; what is deeper than this is a YAML alias that leads to itself. */
    private static final int MAX_DEPTH = 64;

    private static final Map<String, ?> A_NODE = Map.of("$ref", "#/$defs/node");

    /** The nodes below are read one by one, so these types only describe them. */
    static final Key<Value> STREAMS = Key.of(
            "streams",
            new Type<>("list of nodes", Map.of("type", "array", "items", A_NODE, "minItems", 1), value -> value),
            "The streams, numbered from 0.");

    static final Key<Value> OF = Key.of(
            "of",
            new Type<>("node", A_NODE, value -> value),
            "In place of `streams`: a leaf with a pattern, of which each file is a stream, in the order of their paths.");

    static final Key<String> EACH = Key.of(
            "each",
            Type.text("name of a capture", "the name of a capture, such as class in data/{class}/*.npz"),
            "Unfolds `of` by a capture and not by files: `each: class` makes a stream of each value of `{class}`, in the"
                    + " order of their first paths. `of` may be a mux then.");

    private final Codecs codecs;
    private final Locations locations = new Locations();

    public SpecReader(Codecs codecs) {
        this.codecs = codecs;
    }

    static Key<String> mux(List<String> kinds) {
        return Key.of("mux", Type.oneOf(kinds, kinds, Type.either(kinds)), "How the next stream is picked; see below.")
                .orElse(kinds.get(0));
    }

    /** Where the nodes that were read stand. */
    public Locations locations() {
        return locations;
    }

    /** What a plan says about its job. */
    public static Settings job(Mapping plan) {
        return plan.settings(SampleJobKeys.ALL);
    }

    /** @return the tree, or null if it cannot be told what the root is; whole only if there are no problems */
    public Spec read(Mapping plan) {
        return node(plan, List.of(codecs.job()), 0);
    }

    private Spec node(Mapping node, List<Codec> besides, int depth) {
        boolean isMux = node.has(codecs.mux());
        List<String> leaves = codecs.kindsOfLeaf().stream()
                .filter(kind -> node.value(kind) != null)
                .toList();
        if (isMux && leaves.isEmpty()) {
            return mux(node, besides, depth);
        }
        if (!isMux && leaves.size() == 1) {
            return leaf(node, codecs.leaf(leaves.get(0)), besides);
        }
        if (leaves.isEmpty()) {
            refuseOthers(node, codecs.everything(), "a node");
            node.refuse(
                    node.at(),
                    "this node is neither a mux nor a leaf: give it \"mux\", or one of "
                            + String.join(", ", codecs.kindsOfLeaf()));
            return null;
        }
        String kinds = Stream.concat(isMux ? Stream.of("mux") : Stream.empty(), leaves.stream())
                .collect(Collectors.joining(" and "));
        node.refuse(node.at(), "a node is one thing, not " + kinds + ": put each into a node of its own");
        return null;
    }

    // ---- keys

    private void refuseOthers(Mapping node, List<Codec> here, String what) {
        for (String word : node.words()) {
            if (here.stream().anyMatch(codec -> codec.has(word))) {
                continue;
            }
            List<Codec> owners = codecs.everything().stream()
                    .filter(codec -> codec.has(word))
                    .toList();
            node.refuse(
                    node.at(word),
                    owners.isEmpty()
                            ? "unknown key \"" + word + "\"" + hint(word, here)
                            : "\"" + word + "\" has no place in " + what + ": it belongs to "
                                    + Type.either(
                                            owners.stream().map(Codec::title).toList()));
        }
    }

    private String hint(String word, List<Codec> here) {
        List<String> known = words(here);
        String near = Type.suggestion(word, known, "");
        String anywhere = Type.suggestion(word, words(codecs.everything()), "there are " + String.join(", ", known));
        return near.equals(": ") ? anywhere : near;
    }

    private static List<String> words(List<Codec> codecs) {
        return codecs.stream()
                .flatMap(codec -> codec.words().stream())
                .distinct()
                .toList();
    }

    private List<Codec> with(List<Codec> besides, Codec own) {
        List<Codec> here = new ArrayList<>(besides);
        here.add(own);
        here.add(codecs.node());
        return here;
    }

    private int note(Mapping node) {
        Map<String, SourceLocation> keys = new LinkedHashMap<>();
        node.words().forEach(word -> keys.put(word, node.at(word)));
        return locations.add(node.at(), keys);
    }

    // ---- nodes

    private Spec leaf(Mapping node, LeafCodec codec, List<Codec> besides) {
        refuseOthers(node, with(besides, codecs.leaves().get(codec.kind())), codec.title());
        Input input = codec.read(node);
        return new LeafSpec(note(node), node.get(Keys.NAME), input, null, steps(node));
    }

    private Steps steps(Mapping node) {
        List<Step> steps = codecs.steps().stream()
                .map(codec -> codec.read(node))
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(Step::phase))
                .toList();
        return new Steps(steps, node.get(Keys.ON_ERROR));
    }

    private Spec mux(Mapping node, List<Codec> besides, int depth) {
        String kind = node.get(codecs.mux());
        Codec own = codecs.muxes().get(kind);
        refuseOthers(node, with(besides, own), own.title());
        Policy policy = codecs.policy(kind).read(node, Use.SAMPLES);
        String name = node.get(Keys.NAME);
        Weights weights = own.has(Keys.WEIGHTS.word()) ? node.get(Keys.WEIGHTS) : null;
        Schedule schedule = own.has(Keys.SCHEDULE.word()) ? node.get(Keys.SCHEDULE) : Schedule.NONE;
        if (!schedule.isEmpty() && !node.has(Keys.WEIGHTS)) {
            node.refuse(Keys.SCHEDULE, "this mux has a schedule, but no weights: say with which weights it begins");
        }
        int number = note(node);
        MuxSpec.Pool pool = pool(node, depth);
        return new MuxSpec(
                number,
                name,
                policy,
                pool == null ? new MuxSpec.Listed(List.of()) : pool,
                weights,
                schedule,
                steps(node));
    }

    /** @return null if there is none, or the streams cannot be read */
    private MuxSpec.Pool pool(Mapping node, int depth) {
        if (node.has(STREAMS)) {
            if (node.has(OF)) {
                node.refuse(OF, "this mux has \"streams\" and \"of\": keep one of the two");
            }
            if (node.has(EACH)) {
                node.refuse(EACH, "\"each\" unfolds a pattern: it goes with \"of\", not with \"streams\"");
            }
            return listed(node.get(STREAMS), depth);
        }
        String each = node.get(EACH);
        if (node.has(OF)) {
            Spec of = below(node.get(OF), depth);
            return of == null ? null : new MuxSpec.Unfolded(of, each);
        }
        node.refuse(
                codecs.mux(), "this mux has no streams: list them under \"streams\", or give a pattern under \"of\"");
        return null;
    }

    private MuxSpec.Pool listed(Value streams, int depth) {
        List<Value> list = streams.elements();
        if (list == null) {
            return streams.wrong("a list of nodes, or one node under \"of\"");
        }
        if (list.isEmpty()) {
            return streams.refuse("streams is empty: a mux needs at least one");
        }
        List<Spec> specs = new ArrayList<>();
        list.forEach(stream -> specs.add(below(stream, depth)));
        return specs.contains(null) ? null : new MuxSpec.Listed(specs);
    }

    private Spec below(Value value, int depth) {
        if (depth == MAX_DEPTH) {
            return value.refuse(
                    value.line(), "nodes are nested more than " + MAX_DEPTH + " deep: does an alias lead to itself?");
        }
        Mapping node = value.mapping();
        if (node != null) {
            return node(node, List.of(), depth + 1);
        }
        String hint = value.isScalar() ? ", such as {npz: \"" + value.shown().replace("\"", "") + "\"}" : "";
        return value.refuse(value.line(), "a stream is a node" + hint + ", not " + value.shown());
    }
}
