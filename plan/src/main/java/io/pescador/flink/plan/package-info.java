// SPDX-License-Identifier: Apache-2.0
/**
 * Plan files as a library. {@link io.pescador.flink.plan.Plan#load} reads a plan, checks it, and lists all mistakes at once if there are
 * any. What it gives is run by Java code:
 *
 * <pre>{@code
 * Plan plan = Plan.load("digits.yaml");
 * DataStream<Sample> samples = env.fromSource(plan.source().build(), WatermarkStrategy.noWatermarks(), "digits");
 * }</pre>
 *
 * <p>A plan for records that flow by gives a {@linkplain io.pescador.flink.plan.Plan#keyedMux keyed mux} instead.
 *
 * <p>Users need {@code Plan} and {@code PlanException}. The way of a plan leads through the rooms in this order: {@code key} (text),
 * {@code codec} (keys to tree), {@code spec} (the tree) with {@code step} (its steps), {@code expand} (patterns), {@code compile} (streamers); {@code problem} has what is
 * wrong, {@code table} a plan as a table of SQL. No command line is known here.
 */
package io.pescador.flink.plan;
