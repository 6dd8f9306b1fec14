// SPDX-License-Identifier: Apache-2.0
/**
 * What several formats need to read files: {@link io.pescador.flink.format.internal.InputFile} reads at any position, and
 * {@link io.pescador.flink.format.internal.ValueAccumulator} collects the values of an array.
 *
 * <p>Internal. Nothing here knows a particular format.
 */
package io.pescador.flink.format.internal;
