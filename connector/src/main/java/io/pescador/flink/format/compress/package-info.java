// SPDX-License-Identifier: Apache-2.0
/**
 * Compressed files as plain streams of bytes: one layer below every text format. Begin with
 * {@link io.pescador.flink.format.compress.Compression}.
 *
 * <p>Compression inside a format, such as the members of an npz or the pages of a Parquet file, belongs to that format.
 *
 * <p>{@link io.pescador.flink.format.compress.AccessPoints} are our own, and so is the reading of deflate for them
 * ({@link io.pescador.flink.format.compress.DeflateScan}): zlib can stop where a block begins and go on from there, but Java's
 * {@code Inflater} hides both, and no kept Java library shows them (commons-compress keeps its Huffman decoder to itself). What is drawn is
 * inflated by zlib all the same; the own decoder only finds the places, and is held against zlib in the tests.
 */
package io.pescador.flink.format.compress;
