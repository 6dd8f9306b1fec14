// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.spec;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.List;

/** A node of a plan's tree, before or after its patterns are expanded. Immutable. */
@Internal
public sealed interface Spec extends Serializable permits MuxSpec, LeafSpec {

    /** The number of its node in the plan, under which {@link Locations} has its lines. All streams of a pattern share one. */
    int node();

    /** What messages, weights and reports call it; null where the plan leaves it open and patterns are not expanded yet. */
    String name();

    /** What is done to its samples. */
    Steps steps();

    /** The leaves of this tree, in the order of their paths. */
    List<LeafSpec> leaves();

    /** The leaves that can be drawn: all except those of weight 0. */
    List<LeafSpec> drawn();

    /** How many files its streams hold open at a time, at most, where nothing is cut into shards. */
    long maxOpen();

    /** How many samples wait in its steps at a time, at most: in batches that are being made, and in caches. */
    long held();
}
