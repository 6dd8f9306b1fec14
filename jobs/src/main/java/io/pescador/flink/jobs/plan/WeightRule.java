// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.plan;

import java.util.List;

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

    /** A weight and whose it is. */
    record Entry(String name, double weight, Place place) {}
}
