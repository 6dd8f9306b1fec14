// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The weights of streams by their ids, which turn up one by one: exact names first, then the first pattern that fits. */
public final class FlowWeights implements Serializable {

    private static final long serialVersionUID = 1;

    /** Patterns are tried for each record; the ids that were seen lately are kept with what came out. */
    private static final int REMEMBERED = 4096;

    private final Map<String, Double> exact = new HashMap<>();
    private final List<WeightRule.Entry> patterns;
    private transient Map<String, Double> seen;

    FlowWeights(List<WeightRule.Entry> entries) {
        patterns = entries.stream().filter(WeightRule.Entry::isPattern).toList();
        entries.forEach(entry -> exact.putIfAbsent(entry.name(), entry.weight()));
    }

    /** @return the weight of a stream, or null if there is none for it */
    public Double of(String stream) {
        Double weight = exact.get(stream);
        if (weight != null) {
            return weight;
        }
        if (seen == null || seen.size() >= REMEMBERED) {
            seen = new HashMap<>();
        }
        return seen.computeIfAbsent(stream, this::byPattern);
    }

    private Double byPattern(String stream) {
        Set<String> names = Set.of(stream);
        return patterns.stream()
                .filter(entry -> entry.fits(names))
                .findFirst()
                .map(WeightRule.Entry::weight)
                .orElse(null);
    }
}
