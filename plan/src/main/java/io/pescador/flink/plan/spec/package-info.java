// SPDX-License-Identifier: Apache-2.0
/**
 * The one tree between a plan's text and what runs: {@link io.pescador.flink.plan.spec.MuxSpec} over
 * {@link io.pescador.flink.plan.spec.LeafSpec}, each with its steps. A plan as it is written, the same plan with its patterns expanded, and a
 * plan for live records are all such trees.
 *
 * <p>Values are typed and immutable. Where something stands in the file is kept beside the tree, by the number of the node
 * ({@link io.pescador.flink.plan.spec.Locations}).
 *
 * <p>Begin with {@code Spec}. No plan is read here and no file opened.
 */
package io.pescador.flink.plan.spec;
