// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

/** A node of a plan's tree. */
public sealed interface Node permits MuxNode, LeafNode {

    /** Where it stands. */
    Place place();

    /** What its author calls it, or null. */
    String name();

    /** What is done to its samples. */
    Steps steps();
}
