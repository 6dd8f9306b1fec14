// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a plan says of its samples, word by word: {@code of.fields.X} → {@code features}. Of classes and fields a running plan knows only
 * that they are there, so whether a plan is still the one that a run was begun with is told from its words.
 */
final class PlanWords {

    /** What may change from one start of a run to the next. Of a stop only its epochs are part of the plan. */
    private static final Set<Key> OPEN =
            EnumSet.of(Key.OUTPUT, Key.STATE, Key.PROVENANCE, Key.VARS, Key.MAX_OPEN, Key.PACE, Key.STOP);

    /** A list longer than this is told from others by a hash. */
    private static final int MOST = 200;

    private final PlanFile file;
    private final Map<String, String> words = new LinkedHashMap<>();

    private PlanWords(PlanFile file) {
        this.file = file;
    }

    /** The words of a plan without mistakes, in its order. */
    static Map<String, String> of(Fields plan) {
        PlanWords words = new PlanWords(plan.file());
        for (String word : plan.words()) {
            Key key = Key.of(word);
            if (key == null || !OPEN.contains(key)) {
                words.add(word, plan.node(word));
            } else if (key == Key.STOP && plan.node(word) instanceof MappingNode stop) {
                stop.getValue().stream()
                        .filter(tuple -> words.text(tuple.getKeyNode()).equals(Stop.Unit.EPOCHS.word()))
                        .forEach(tuple -> words.add(word + "." + Stop.Unit.EPOCHS.word(), tuple.getValueNode()));
            }
        }
        return words.words;
    }

    private void add(String path, Node node) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                add(path + "." + text(tuple.getKeyNode()), tuple.getValueNode());
            }
        } else if (node instanceof SequenceNode list
                && list.getValue().stream().anyMatch(MappingNode.class::isInstance)) {
            for (int i = 0; i < list.getValue().size(); i++) {
                add(path + "[" + i + "]", list.getValue().get(i));
            }
        } else {
            words.put(path, text(node));
        }
    }

    private String text(Node node) {
        if (node instanceof ScalarNode scalar) {
            return file.replaced(scalar);
        }
        List<String> parts = new ArrayList<>();
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(element -> parts.add(text(element)));
        }
        String all = "[" + String.join(", ", parts) + "]";
        return all.length() <= MOST ? all : all.substring(0, MOST / 4) + "… #" + Integer.toHexString(all.hashCode());
    }
}
