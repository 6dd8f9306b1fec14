// SPDX-License-Identifier: Apache-2.0
/**
 * The keyed mux as a function of Flink SQL: {@code SELECT * FROM Mux(input => TABLE clicks PARTITION BY user_id, …)}. It runs the same {@link
 * io.pescador.flink.operators.keyed.core.SingleKeyMux} as the operator, over state that Flink gives to the function.
 */
package io.pescador.flink.sql.mux;
