// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a node of a plan, and those below it. */
final class NodeReader {

    /** Plans are written by hand; what is deeper than this is a YAML alias that leads to itself. */
    private static final int MAX_DEPTH = 64;

    private final Set<Key.Owner> besides;
    private final int depth;

    /** @param besides what else the mapping is, besides a node: the plan */
    NodeReader(Set<Key.Owner> besides) {
        this(besides, 0);
    }

    private NodeReader(Set<Key.Owner> besides, int depth) {
        this.besides = besides;
        this.depth = depth;
    }

    /** @return the node, or null if it cannot be told what it is */
    Node read(Fields fields) {
        List<LeafKind> leaves = Arrays.stream(LeafKind.values())
                .filter(kind -> fields.node(kind.word()) != null)
                .toList();
        if (fields.has(Key.MUX) && leaves.isEmpty()) {
            return mux(fields);
        }
        if (!fields.has(Key.MUX) && leaves.size() == 1) {
            LeafKind kind = leaves.get(0);
            fields.refuseOthers(
                    with(LeafReader.owner(kind)), LeafReader.owner(kind).title());
            return LeafReader.read(kind, fields, StepsReader.read(fields));
        }
        if (!fields.has(Key.MUX) && leaves.isEmpty()) {
            Set<Key.Owner> all = EnumSet.allOf(Key.Owner.class);
            fields.refuseOthers(all, "a node");
            String leafWords =
                    Arrays.stream(LeafKind.values()).map(LeafKind::word).collect(Collectors.joining(", "));
            fields.refuse(
                    fields.place(), "this node is neither a mux nor a leaf: give it \"mux\", or one of " + leafWords);
            return null;
        }
        List<String> kinds = new ArrayList<>(leaves.stream().map(LeafKind::word).toList());
        if (fields.has(Key.MUX)) {
            kinds.add(0, Key.MUX.word());
        }
        fields.refuse(
                fields.place(),
                "a node is one thing, not " + String.join(" and ", kinds) + ": put each into a node of its own");
        return null;
    }

    private Set<Key.Owner> with(Key.Owner owner) {
        Set<Key.Owner> here = EnumSet.of(owner);
        here.addAll(besides);
        return here;
    }

    private Node mux(Fields fields) {
        List<String> words = Arrays.stream(MuxKind.values()).map(MuxKind::word).toList();
        MuxKind kind = MuxKind.values()[words.indexOf(fields.oneOf(Key.MUX, words))];
        Key.Owner owner =
                switch (kind) {
                    case STOCHASTIC -> Key.Owner.STOCHASTIC;
                    case SHUFFLED -> Key.Owner.SHUFFLED;
                    case ROUND_ROBIN, CHAIN -> Key.Owner.ORDERED;
                };
        fields.refuseOthers(with(owner), "a " + kind.word() + " mux");
        Integer nActive = null;
        Double rate = null;
        if (kind == MuxKind.STOCHASTIC) {
            nActive = fields.count(Key.N_ACTIVE, "at least one stream must be open");
            rate = fields.number(Key.RATE, 1, "the mean number of samples of an activation is a number ≥ 1");
        }
        String name = fields.text(Key.NAME, "a name is a word");
        return new MuxNode(
                fields.place(),
                name,
                kind,
                kind.modes().isEmpty() ? null : fields.oneOf(Key.MODE, kind.modes()),
                nActive == null ? 1 : nActive,
                fields.place(Key.N_ACTIVE),
                rate,
                fields.oneOf(Key.DIST, List.of("binomial", "constant", "poisson")),
                WeightReader.read(fields, name),
                fields.oneOf(Key.WEIGHTING, List.of("share", "pescador")),
                fields.flag(Key.PRUNE_EMPTY_STREAMS, true),
                streams(fields),
                of(fields),
                fields.text(Key.EACH, "the name of a capture, such as class in data/{class}/*.npz"),
                fields.place(Key.EACH),
                StepsReader.read(fields));
    }

    private List<Node> streams(Fields fields) {
        if (!fields.has(Key.STREAMS)) {
            if (!fields.has(Key.OF)) {
                fields.refuse(
                        fields.place(Key.MUX),
                        "this mux has no streams: list them under \"streams\", or give a pattern under \"of\"");
            } else {
                return List.of();
            }
            return null;
        }
        if (fields.has(Key.OF)) {
            fields.refuse(fields.place(Key.OF), "this mux has \"streams\" and \"of\": keep one of the two");
        }
        if (fields.has(Key.EACH)) {
            fields.refuse(
                    fields.place(Key.EACH), "\"each\" unfolds a pattern: it goes with \"of\", not with \"streams\"");
        }
        if (!(fields.node(Key.STREAMS) instanceof SequenceNode list)) {
            fields.wrong(Key.STREAMS.word(), fields.node(Key.STREAMS), "a list of nodes, or one node under \"of\"");
            return null;
        }
        if (list.getValue().isEmpty()) {
            fields.refuse(fields.place(Key.STREAMS), "streams is empty: a mux needs at least one");
            return null;
        }
        List<Node> streams = new ArrayList<>();
        for (org.snakeyaml.engine.v2.nodes.Node node : list.getValue()) {
            streams.add(below(node, fields));
        }
        return streams.contains(null) ? null : streams;
    }

    private Node of(Fields fields) {
        return fields.has(Key.OF) && !fields.has(Key.STREAMS) ? below(fields.node(Key.OF), fields) : null;
    }

    private Node below(org.snakeyaml.engine.v2.nodes.Node node, Fields above) {
        PlanFile file = above.file();
        if (depth == MAX_DEPTH) {
            above.refuse(
                    file.at(node), "nodes are nested more than " + MAX_DEPTH + " deep: does an alias lead to itself?");
            return null;
        }
        if (node instanceof MappingNode mapping) {
            return new NodeReader(EnumSet.noneOf(Key.Owner.class), depth + 1).read(Fields.of(mapping, file));
        }
        String hint = node instanceof ScalarNode
                ? ", such as {npz: \"" + above.shown(node).replace("\"", "") + "\"}"
                : "";
        above.refuse(file.at(node), "a stream is a node" + hint + ", not " + above.shown(node));
        return null;
    }
}
