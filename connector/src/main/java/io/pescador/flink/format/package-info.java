// SPDX-License-Identifier: Apache-2.0
/**
 * What a file format is: the room of those who add one.
 *
 * <p>A {@link io.pescador.flink.format.FormatException} says what is wrong with a file, and {@link io.pescador.flink.format.Limits} how much
 * memory a file may ask for. The formats themselves live in rooms below this one's name ({@code npy}, {@code text}, {@code parquet}). This
 * package knows none of them.
 */
package io.pescador.flink.format;
