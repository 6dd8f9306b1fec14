// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.spec;

import io.pescador.flink.files.FilePattern;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the weight of a stream: exact names come before patterns, and of several the first counts. Names are looked up, since a file may
 * list very many streams; patterns, which are written as those of files, are tried one after the other. Not thread-safe.
 */
@Internal
public final class WeightTable implements Serializable {

    private static final long serialVersionUID = 1;
    private static final Pattern WILD = Pattern.compile("[*?\\[{]");

    private static final List<Integer> NONE = List.of();

    /** Live records ask again and again; the answers for the ids seen last are kept. */
    private static final int REMEMBERED = 4096;

    private final ArrayList<Weights.Entry> entries;
    private final HashMap<String, List<Integer>> byName = new HashMap<>();
    private final BitSet used = new BitSet();

    /** Entry → its pattern; null for one that is no pattern. */
    private transient Map<Integer, FilePattern> patterns;

    private transient Map<String, Double> seen;

    public WeightTable(List<Weights.Entry> entries) {
        this.entries = new ArrayList<>(entries);
        for (int i = 0; i < entries.size(); i++) {
            byName.computeIfAbsent(entries.get(i).name(), name -> new ArrayList<>(1))
                    .add(i);
        }
    }

    /** @return the entry for a stream of these names, or null if there is none */
    public Weights.Entry of(Collection<String> names) {
        int exact = Integer.MAX_VALUE;
        for (String name : names) {
            for (int entry : byName.getOrDefault(name, NONE)) {
                exact = Math.min(exact, entry);
                used.set(entry);
            }
        }
        int pattern = Integer.MAX_VALUE;
        for (Map.Entry<Integer, FilePattern> entry : patterns().entrySet()) {
            if (entry.getValue() == null || names.stream().anyMatch(entry.getValue()::matches)) {
                // An entry that another hides is not a mistake.
                used.set(entry.getKey());
                pattern = Math.min(pattern, entry.getKey());
            }
        }
        int found = exact < Integer.MAX_VALUE ? exact : pattern;
        return found < Integer.MAX_VALUE ? entries.get(found) : null;
    }

    /** @return the weight of a stream with that name only, or null if there is none */
    public Double of(String name) {
        if (seen == null || seen.size() >= REMEMBERED) {
            seen = new HashMap<>();
        }
        return seen.computeIfAbsent(name, this::find);
    }

    private Double find(String name) {
        Weights.Entry entry = of(Set.of(name));
        return entry == null ? null : (Double) entry.weight();
    }

    /** The patterns by their entries, {@code *} as null: it fits names that no pattern does, such as those with a slash. */
    private Map<Integer, FilePattern> patterns() {
        if (patterns == null) {
            patterns = new HashMap<>();
            for (int i = 0; i < entries.size(); i++) {
                String name = entries.get(i).name();
                if (name.equals("*")) {
                    patterns.put(i, null);
                } else if (WILD.matcher(name).find()) {
                    pattern(name, i);
                }
            }
        }
        return patterns;
    }

    private void pattern(String name, int entry) {
        try {
            patterns.put(entry, FilePattern.of(name));
        } catch (IllegalArgumentException e) {
            // It may still be the exact name of a stream. Where it is not, it is reported as unused.
        }
    }

    /** The entries that fitted no stream so far. */
    public List<Weights.Entry> unused() {
        List<Weights.Entry> unused = new ArrayList<>();
        for (int i = used.nextClearBit(0); i < entries.size(); i = used.nextClearBit(i + 1)) {
            unused.add(entries.get(i));
        }
        return unused;
    }
}
