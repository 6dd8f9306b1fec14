// SPDX-License-Identifier: Apache-2.0
/**
 * Pescador's map and buffer steps, for streamers before a mux and for streams of records alike.
 *
 * <p>Users begin with {@code Buffer} and {@code Cache} (with state: an operator for each subtask or each key), and {@code Tuples} and
 * {@code KerasTuples} (plain functions). What these steps compute on a streamer is in the {@code streamer} package; here are only the
 * operators, which save what waits. The keyed mux may not be used here.
 */
package io.pescador.flink.operators.map;
