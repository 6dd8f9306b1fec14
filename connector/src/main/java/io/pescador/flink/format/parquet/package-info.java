// SPDX-License-Identifier: Apache-2.0
/**
 * Parquet files without Hadoop. The footer is read by {@code ParquetFile}, pages by {@code ParquetPages}, values by {@code ParquetValues};
 * {@link io.pescador.flink.format.parquet.ParquetRows} makes samples of them, and {@link io.pescador.flink.format.parquet.ParquetWriter}
 * writes them.
 *
 * <p>Encodings and levels are decoded by the Parquet project's own column library. Files, footers and pages are read here for two reasons:
 * the project's reader loads Hadoop's classes, and it takes memory as a file asks before it knows that the file is honest.
 */
package io.pescador.flink.format.parquet;
