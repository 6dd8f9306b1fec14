// SPDX-License-Identifier: Apache-2.0
/**
 * Formats that are read line by line or record by record, from the beginning of a file or from a mark in it: {@link io.pescador.flink.format.text.CsvRows},
 * {@link io.pescador.flink.format.text.JsonlRows} and {@link io.pescador.flink.format.text.TextRows}. Begin with the last, the shortest.
 *
 * <p>Tokens are found by libraries (FastCSV, Jackson). This package decides what they mean: names, types and shapes. Decompression happens
 * below, in {@code format.compress}.
 */
package io.pescador.flink.format.text;
