// SPDX-License-Identifier: Apache-2.0
/**
 * What is drawn from files: arrays with names. Plain immutable data and its bytes.
 *
 * <p>Nothing here reads a file or knows a format, a mux or the source. Flink's type information of these types lives in {@code types}.
 *
 * <p>Begin with {@link io.pescador.flink.record.Sample}, then {@link io.pescador.flink.record.NdArray}; {@code SampleCodec} has the bytes.
 */
package io.pescador.flink.record;
