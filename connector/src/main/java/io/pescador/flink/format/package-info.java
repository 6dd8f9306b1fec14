// SPDX-License-Identifier: Apache-2.0
/**
 * What a file format is: the room of those who add one. Begin with {@link io.pescador.flink.format.FileFormat}.
 *
 * <p>{@link io.pescador.flink.format.FormatSpec} says what a reader is asked, {@link io.pescador.flink.format.FormatOption} is a setting that
 * only one format has, and {@link io.pescador.flink.format.Formats} finds the formats that there are.
 * {@link io.pescador.flink.format.ForwardRows} makes a sequential reader addressable, a {@link io.pescador.flink.format.FormatException} says
 * what is wrong with a file, and {@link io.pescador.flink.format.Limits} bounds the memory that a file may ask for.
 *
 * <p>What was learned of a file is kept for its next opening in {@code format.index}, which knows no format.
 *
 * <p>The formats themselves live in rooms of their own ({@code npy}, {@code text}, {@code parquet}), with compression and zip below them. This
 * package knows none of them: they are services.
 */
package io.pescador.flink.format;
