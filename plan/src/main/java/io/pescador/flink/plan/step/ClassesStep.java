// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.step;

import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Type;
import io.pescador.flink.plan.key.Value;
import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.problem.SourceLocation;
import io.pescador.flink.plan.spec.Step;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code classes}: text becomes its place in a list, as int64.
 *
 * @param lists name of an array → the classes that it may hold
 */
@Internal
public record ClassesStep(Map<String, List<String>> lists) implements Step {

    private static final String EXPECTED =
            "a mapping from the names of text arrays to lists of classes, as {label: [cat, dog]}";

    private static final Key<ClassesStep> CLASSES = Key.of(
            "classes",
            new Type<>(
                    "`{name: [class, …]}`",
                    Map.of(
                            "type",
                            "object",
                            "additionalProperties",
                            Map.of("type", "array", "items", Map.of("type", List.of("string", "number", "boolean")))),
                    ClassesStep::read),
            "Text arrays become numbers: the place of the text in the list, from 0 on.");

    private static ClassesStep read(Value value) {
        Mapping mapping = value.mapping();
        if (mapping == null || mapping.words().isEmpty()) {
            return value.wrong(EXPECTED);
        }
        Map<String, List<String>> lists = new LinkedHashMap<>();
        for (String name : mapping.words()) {
            List<Value> elements = mapping.value(name).elements();
            if (elements == null || elements.isEmpty()) {
                return mapping.value(name).wrong("a list of classes, as [cat, dog]");
            }
            List<String> classes = new ArrayList<>();
            for (Value element : elements) {
                if (element.text() == null) {
                    return element.wrong("a class is a word");
                }
                classes.add(element.text());
            }
            if (new HashSet<>(classes).size() < classes.size()) {
                return mapping.value(name).refuse("classes has a class of \"" + name + "\" twice: keep one");
            }
            lists.put(name, List.copyOf(classes));
        }
        return new ClassesStep(lists);
    }

    @Override
    public Phase phase() {
        return Phase.MAP;
    }

    @Override
    public String key() {
        return CLASSES.word();
    }

    @Override
    public Streamer<Sample> apply(Streamer<Sample> streamer, SourceLocation at, Problems problems) {
        Streamer<Sample> numbered = streamer;
        for (Map.Entry<String, List<String>> list : lists.entrySet()) {
            numbered = numbered.map(new Places(list.getKey(), list.getValue()));
        }
        return numbered;
    }

    private record Places(String name, List<String> classes) implements Streamer.SerializableFunction<Sample, Sample> {

        @Override
        public Sample apply(Sample sample) {
            NdArray text = sample.get(name);
            if (text.dtype() != DType.STRING) {
                throw new IllegalArgumentException("\"" + name + "\" is "
                        + text.dtype().numpyName() + ", and classes are text: leave it out of classes");
            }
            long[] places = new long[text.size()];
            for (int i = 0; i < places.length; i++) {
                places[i] = classes.indexOf(text.getString(i));
                if (places[i] < 0) {
                    throw new IllegalArgumentException(
                            "\"" + name + "\" is \"" + text.getString(i) + "\", which is none of the classes "
                                    + String.join(", ", classes) + ". Add it to classes, or leave such samples out");
                }
            }
            return sample.with(name, NdArray.of(places).reshape(text.shape()));
        }
    }

    /** Reads it. */
    public static final class Codec implements StepCodec {

        @Override
        public List<Key<?>> keys() {
            return List.of(CLASSES);
        }

        @Override
        public Step read(Mapping node) {
            return node.get(CLASSES);
        }
    }
}
