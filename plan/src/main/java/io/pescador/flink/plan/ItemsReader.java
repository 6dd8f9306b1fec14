// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads items that stand in the plan itself: numbers, truth values and texts, lists of these to any depth, or mappings from names to
 * these. An item that is no mapping is a sample with one array, named {@value #VALUE}.
 */
final class ItemsReader {

    /** Name of the array of a sample that has only one and was given no name. */
    static final String VALUE = "value";

    private ItemsReader() {}

    /** @return the items, or null if one is wrong */
    static List<Sample> items(Fields fields) {
        Node node = fields.node(Key.ITEMS);
        if (!(node instanceof SequenceNode list)) {
            fields.wrong(Key.ITEMS.word(), node, "a list of items");
            return null;
        }
        List<Sample> samples = new ArrayList<>();
        for (Node item : list.getValue()) {
            try {
                samples.add(sample(item, fields));
            } catch (IllegalArgumentException e) {
                fields.refuse(
                        fields.file().at(item), "items[" + samples.size() + "] makes no sample: " + e.getMessage());
                return null;
            }
        }
        return samples;
    }

    private static Sample sample(Node node, Fields fields) {
        if (!(node instanceof MappingNode mapping)) {
            return Sample.of(VALUE, array(node, fields));
        }
        Fields named = Fields.of(mapping, fields.file());
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        for (String name : named.words()) {
            arrays.put(name, array(named.node(name), named));
        }
        if (arrays.isEmpty()) {
            throw new IllegalArgumentException("it is an empty mapping");
        }
        return Sample.of(arrays);
    }

    private static NdArray array(Node node, Fields fields) {
        if (node instanceof ScalarNode scalar) {
            Object value = fields.file().value(scalar);
            if (value instanceof Long number) {
                return NdArray.scalar(number);
            } else if (value instanceof Double number) {
                return NdArray.scalar(number);
            } else if (value instanceof Boolean flag) {
                return NdArray.scalar(flag);
            } else if (value instanceof String text) {
                return NdArray.scalar(text);
            }
            throw new IllegalArgumentException("it is empty");
        }
        if (node instanceof SequenceNode list && !list.getValue().isEmpty()) {
            return stacked(list.getValue().stream()
                    .map(element -> array(element, fields))
                    .toList());
        }
        throw new IllegalArgumentException(
                node instanceof MappingNode ? "a list holds no mappings" : "an empty list has no type");
    }

    /** Whole numbers among other numbers are numbers, as in numpy. */
    private static NdArray stacked(List<NdArray> elements) {
        boolean floating = elements.stream().anyMatch(element -> element.dtype().isFloating());
        List<NdArray> alike = elements.stream()
                .map(element -> floating && element.dtype().isInteger() ? doubles(element) : element)
                .toList();
        return NdArray.stack(alike);
    }

    private static NdArray doubles(NdArray array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.getDouble(i);
        }
        return NdArray.of(values).reshape(array.shape());
    }
}
