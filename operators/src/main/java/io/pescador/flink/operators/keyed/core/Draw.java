// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import org.apache.flink.annotation.Internal;

/**
 * A record that is emitted, with its origin.
 *
 * @param stream the number of its stream, for {@link StreamRegistry#id}
 * @param number how many records this mux emitted before
 * @param activation the number of the activation of a stream that gave it
 * @param age how many records of its stream came after it until it was drawn
 * @param repeats how often it was drawn before
 * @param timestamp its own, or {@link io.pescador.flink.operators.keyed.records.BufferedRecord#NO_TIMESTAMP}
 * @param value the record
 */
@Internal
public record Draw<T>(int stream, long number, long activation, long age, int repeats, long timestamp, T value) {}
