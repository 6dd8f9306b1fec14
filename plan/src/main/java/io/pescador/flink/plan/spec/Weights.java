// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.spec;

import io.pescador.flink.plan.problem.SourceLocation;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.List;

/** How a plan gives the weights of a mux's streams. */
@Internal
public sealed interface Weights extends Serializable {

    /** Weights that could not be settled, since something is wrong with them. */
    Weights NONE = new ByName(List.of());

    /** One after the other, in the order of the streams. */
    record InOrder(double[] values) implements Weights {}

    /** By name or pattern. */
    record ByName(List<Entry> entries) implements Weights {}

    /** By name, in a file of lines {@code name,weight}. */
    record InFile(String path) implements Weights {}

    /** As many as a stream has rows. */
    record PerRows() implements Weights {}

    /** A weight and the name or pattern of its stream. */
    record Entry(String name, double weight, SourceLocation at) implements Serializable {}
}
