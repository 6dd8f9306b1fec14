// SPDX-License-Identifier: Apache-2.0
/**
 * The keyed mux as users see it, and the Flink operator that runs it.
 *
 * <p>Users begin with {@code KeyedMux}; its builders end in {@code apply}. Those who change it begin with {@code KeyedMuxOperator}, which
 * runs one {@code keyed.core.SingleKeyMux} for each key: {@code KeyCache} holds the keys that were used last, {@code FlinkKeyStore} is their
 * state, {@code OutputMapper} makes what leaves.
 *
 * <p>Everything that does not need Flink belongs in {@code keyed.core} or {@code keyed.records}. No record type and no source may be known
 * here.
 */
package io.pescador.flink.operators.keyed;
