// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.step;

import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Type;
import io.pescador.flink.plan.key.Value;
import io.pescador.flink.record.Padding;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code pad: {ids: 0}}. */
final class PadReader {

    private static final String EXPECTED = "a mapping from the names of arrays to what fills them up, as {ids: 0}";

    static final Type<Padding> TYPE = new Type<>(
            "`{name: number}`",
            Map.of("type", "object", "additionalProperties", Map.of("type", List.of("number", "string"))),
            PadReader::read);

    private PadReader() {}

    private static Padding read(Value value) {
        Mapping mapping = value.mapping();
        if (mapping == null || mapping.words().isEmpty()) {
            return value.wrong(EXPECTED);
        }
        Type<Double> number = Type.number(-Double.MAX_VALUE, "a number of the array's type");
        Map<String, Double> values = new LinkedHashMap<>();
        for (String name : mapping.words()) {
            values.put(name, number.reader().apply(mapping.value(name)));
        }
        return values.containsValue(null) ? null : new Padding(values);
    }
}
