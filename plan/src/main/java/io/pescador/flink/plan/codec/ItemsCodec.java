// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.codec;

import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Type;
import io.pescador.flink.plan.key.Value;
import io.pescador.flink.plan.spec.Input;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Items that stand in the plan itself: numbers, truth values and texts, lists of these to any depth, or mappings from names to these. An
 * item that is no mapping is a sample with one array, named {@value FormatSpec#VALUE}.
 */
final class ItemsCodec implements LeafCodec {

    private static final Key<List<Sample>> ITEMS = Key.of(
            "items",
            new Type<>("list", Map.of("type", "array"), ItemsCodec::items),
            "Samples that stand in the plan: numbers, truth values, texts, lists of these, or mappings from names to these."
                    + " What is no mapping is a sample of one array named `value`.");

    @Override
    public String title() {
        return "a leaf of items";
    }

    @Override
    public List<Key<?>> keys() {
        return List.of(ITEMS);
    }

    @Override
    public Input read(Mapping node) {
        List<Sample> items = node.get(ITEMS);
        return items == null ? null : new Input.Items(items);
    }

    private static List<Sample> items(Value value) {
        List<Value> list = value.elements();
        if (list == null) {
            return value.wrong("a list of items");
        }
        List<Sample> samples = new ArrayList<>();
        for (Value item : list) {
            try {
                samples.add(sample(item));
            } catch (IllegalArgumentException e) {
                return item.refuse("items[" + samples.size() + "] makes no sample: " + e.getMessage());
            }
        }
        return samples;
    }

    private static Sample sample(Value item) {
        Mapping mapping = item.mapping();
        if (mapping == null) {
            return Sample.of(FormatSpec.VALUE, array(item));
        }
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        for (String name : mapping.words()) {
            arrays.put(name, array(mapping.value(name)));
        }
        if (arrays.isEmpty()) {
            throw new IllegalArgumentException("it is an empty mapping");
        }
        return Sample.of(arrays);
    }

    private static NdArray array(Value value) {
        if (value.isScalar()) {
            return scalar(value.scalar());
        }
        List<Value> list = value.elements();
        if (list == null || list.isEmpty()) {
            throw new IllegalArgumentException(list == null ? "a list holds no mappings" : "an empty list has no type");
        }
        return stacked(list.stream().map(ItemsCodec::array).toList());
    }

    private static NdArray scalar(Object value) {
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
