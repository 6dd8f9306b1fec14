// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.codec;

import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Type;
import io.pescador.flink.plan.key.Value;
import io.pescador.flink.plan.spec.Weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads the weights of a mux. */
final class WeightsReader {

    private static final String FORMS =
            "weights are a list of numbers, a mapping from names to numbers, the path of a file, or {per: rows}";

    private static final Map<String, ?> SCHEMA = Map.of(
            "oneOf",
            List.of(
                    Map.of("type", "array", "items", Map.of("type", List.of("number", "string"))),
                    Map.of("type", "object"),
                    Map.of("type", "string")));

    static final Type<Weights> TYPE = new Type<>("see below", SCHEMA, WeightsReader::read);
    static final Type<Weights> LIVE_TYPE =
            new Type<>("`{name or pattern: number}`, list, file", SCHEMA, WeightsReader::read);

    private WeightsReader() {}

    private static Weights read(Value value) {
        Mapping mapping = value.mapping();
        if (mapping != null) {
            return mapping(mapping, value);
        }
        List<Value> list = value.elements();
        if (list != null) {
            return inOrder(list, value);
        }
        return value.scalar() instanceof String path ? new Weights.InFile(path) : value.wrong(FORMS);
    }

    private static Weights inOrder(List<Value> list, Value value) {
        List<Double> weights = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            weights.add(weight("weights[" + i + "]" + of(value), list.get(i)));
        }
        return usable(weights, value)
                ? new Weights.InOrder(
                        weights.stream().mapToDouble(Double::doubleValue).toArray())
                : null;
    }

    private static Weights mapping(Mapping mapping, Value value) {
        Value per = mapping.words().size() == 1 ? mapping.value("per") : null;
        if (per != null && per.isScalar()) {
            return per.written().equals("rows")
                    ? new Weights.PerRows()
                    : per.wrong("weights can follow rows: write {per: rows}");
        }
        List<Weights.Entry> entries = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        for (String name : mapping.words()) {
            Double weight = weight("weights[\"" + name + "\"]" + of(value), mapping.value(name));
            weights.add(weight);
            if (weight != null) {
                entries.add(new Weights.Entry(name, weight, mapping.at(name)));
            }
        }
        return usable(weights, value) ? new Weights.ByName(entries) : null;
    }

    private static boolean usable(List<Double> weights, Value value) {
        if (weights.isEmpty()) {
            value.refuse("weights" + of(value) + " is empty: " + FORMS);
        } else if (weights.stream().allMatch(weight -> weight != null && weight == 0)) {
            value.refuse("weights" + of(value) + " are all 0: at least one must be above");
        } else {
            return weights.stream().allMatch(Objects::nonNull);
        }
        return false;
    }

    private static String of(Value weights) {
        String mux = weights.owner().get(Keys.NAME);
        return mux == null ? "" : " of mux \"" + mux + "\"";
    }

    private static Double weight(String what, Value value) {
        if (value.scalar() instanceof Number number
                && number.doubleValue() >= 0
                && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        return value.refuse(what + " is " + value.shown() + ": a weight is a number ≥ 0");
    }
}
