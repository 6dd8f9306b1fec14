// SPDX-License-Identifier: Apache-2.0
/**
 * The steps of a plan, one file each: a {@link io.pescador.flink.plan.spec.Step} and the {@link io.pescador.flink.plan.step.StepCodec} that
 * reads it. Codecs are found by {@link java.util.ServiceLoader}, so a new step is one class and a line in
 * {@code META-INF/services/io.pescador.flink.plan.step.StepCodec}.
 *
 * <p>Begin with {@link io.pescador.flink.plan.step.LimitStep}. Steps that run a class of the plan's author go through {@code UserCode}.
 */
package io.pescador.flink.plan.step;
