// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

/**
 * A record that a buffer keeps.
 *
 * @param before how many records of its stream came before it
 * @param timestamp its own, or {@link #NO_TIMESTAMP}
 */
record Row<T>(long before, long timestamp, T value) {

    static final long NO_TIMESTAMP = Long.MIN_VALUE;
}
