// SPDX-License-Identifier: Apache-2.0
/**
 * numpy's files. {@link io.pescador.flink.format.npy.NpyHeader} is the header of an array, {@code FileArray} an array that lies in a file, and
 * {@code ArrayRows} its rows: stored or deflated, in C or in Fortran order. {@link io.pescador.flink.format.npy.NpzRows} and
 * {@link io.pescador.flink.format.npy.NpyRows} make samples of them, and {@link io.pescador.flink.format.npy.NpzWriter} writes what numpy
 * writes, byte for byte.
 *
 * <p>Begin with {@code NpzRows.open}, then {@code NpzLayout} and {@code ArrayRowReader}. Object arrays are pickles, which run code; they are
 * refused here and must stay so.
 */
package io.pescador.flink.format.npy;
