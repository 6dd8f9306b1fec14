// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import java.io.Serializable;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** How a plan gives the weights of a mux's streams. */
public sealed interface WeightRule {

    Place place();

    /** One after the other, in the order of the streams. */
    record InOrder(Place place, List<Double> weights) implements WeightRule {}

    /** By name or pattern; the first that fits a stream counts, exact names before patterns. */
    record ByName(Place place, List<Entry> entries) implements WeightRule {}

    /** By name, in a file of lines {@code name,weight}. */
    record InFile(Place place, String path) implements WeightRule {}

    /** As many as a stream has rows. */
    record PerRows(Place place) implements WeightRule {}

    /** A weight and whose it is: a name or a pattern. */
    record Entry(String name, double weight, Place place) implements Serializable {

        private static final Pattern WILD = Pattern.compile("[*?\\[{]");

        boolean isPattern() {
            return WILD.matcher(name).find();
        }

        /** Whether a stream of these names is meant. */
        boolean fits(Collection<String> names) {
            if (names.contains(name) || name.equals("*")) {
                return true;
            }
            if (!isPattern()) {
                return false;
            }
            try {
                PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + name);
                return names.stream().anyMatch(candidate -> matcher.matches(Path.of(candidate)));
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    }
}
