// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.codec;

import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Type;
import io.pescador.flink.plan.key.Value;
import io.pescador.flink.plan.spec.Stop;

import org.apache.flink.annotation.Internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a plan says about its samples, word by word: {@code of.fields.X} → {@code features}. Of classes and fields a running plan knows only
 * that they are there, so whether a plan is still the one that a run began with is told from its words.
 */
@Internal
public final class PlanWords {

    /** A list longer than this is told from others by a hash. */
    private static final int MAX_LENGTH = 200;

    private final Map<String, String> words = new LinkedHashMap<>();

    private PlanWords() {}

    /** The words of a plan without mistakes, in its order. */
    public static Map<String, String> of(Mapping plan) {
        PlanWords words = new PlanWords();
        List<String> open = SampleJobKeys.OPEN.stream().<String>map(Key::word).toList();
        for (String word : plan.words()) {
            if (!open.contains(word)) {
                words.add(word, plan.value(word));
            }
        }
        Stop stop = plan.get(SampleJobKeys.STOP);
        if (stop != null && stop.unit() == Stop.Unit.EPOCHS) {
            String epochs = Type.word(Stop.Unit.EPOCHS);
            String stopWord = SampleJobKeys.STOP.word();
            words.add(stopWord + "." + epochs, plan.value(stopWord).mapping().value(epochs));
        }
        return words.words;
    }

    private void add(String path, Value value) {
        Mapping mapping = value.mapping();
        List<Value> list = value.elements();
        if (mapping != null) {
            mapping.words().forEach(word -> add(path + "." + word, mapping.value(word)));
        } else if (list != null && list.stream().anyMatch(element -> element.mapping() != null)) {
            for (int i = 0; i < list.size(); i++) {
                add(path + "[" + i + "]", list.get(i));
            }
        } else {
            words.put(path, text(value));
        }
    }

    private static String text(Value value) {
        if (value.isScalar()) {
            return value.written();
        }
        List<Value> list = value.elements();
        String all = (list == null ? List.<Value>of() : list)
                .stream().map(PlanWords::text).collect(Collectors.joining(", ", "[", "]"));
        return all.length() <= MAX_LENGTH
                ? all
                : all.substring(0, MAX_LENGTH / 4) + "… #" + Integer.toHexString(all.hashCode());
    }
}
