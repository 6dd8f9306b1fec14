// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds which weight is meant for a stream: exact names before patterns, and of several the first. Names are looked up, since a file may
 * hold one for each of very many streams. Patterns are tried one after the other.
 */
final class WeightTable {

    private final List<WeightRule.Entry> entries;
    private final Map<String, List<Integer>> byName = new HashMap<>();
    private final List<Integer> patterns = new ArrayList<>();
    private final BitSet used = new BitSet();

    WeightTable(List<WeightRule.Entry> entries) {
        this.entries = entries;
        for (int i = 0; i < entries.size(); i++) {
            byName.computeIfAbsent(entries.get(i).name(), name -> new ArrayList<>(1))
                    .add(i);
            if (entries.get(i).isPattern()) {
                patterns.add(i);
            }
        }
    }

    /** @return the entry for a stream of these names, or null if there is none */
    WeightRule.Entry of(Collection<String> names) {
        int exact = Integer.MAX_VALUE;
        for (String name : names) {
            for (int entry : byName.getOrDefault(name, List.of())) {
                exact = Math.min(exact, entry);
                used.set(entry);
            }
        }
        int pattern = Integer.MAX_VALUE;
        for (int entry : patterns) {
            if (entries.get(entry).fits(names)) {
                // An entry that another hides is not a mistake.
                used.set(entry);
                pattern = Math.min(pattern, entry);
            }
        }
        int found = exact < Integer.MAX_VALUE ? exact : pattern;
        return found < Integer.MAX_VALUE ? entries.get(found) : null;
    }

    /** The entries that fitted no stream so far. */
    List<WeightRule.Entry> unused() {
        List<WeightRule.Entry> unused = new ArrayList<>();
        for (int i = used.nextClearBit(0); i < entries.size(); i = used.nextClearBit(i + 1)) {
            unused.add(entries.get(i));
        }
        return unused;
    }
}
