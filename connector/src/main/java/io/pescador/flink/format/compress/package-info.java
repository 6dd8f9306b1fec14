// SPDX-License-Identifier: Apache-2.0
/**
 * Compressed files as plain streams of bytes: one layer below every text format. Begin with
 * {@link io.pescador.flink.format.compress.Compression}.
 *
 * <p>Compression inside a format, such as the members of an npz or the pages of a Parquet file, belongs to that format.
 */
package io.pescador.flink.format.compress;
