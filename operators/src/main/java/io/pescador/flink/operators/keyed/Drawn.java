// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.annotation.PublicEvolving;

/**
 * A record with its origin.
 *
 * @param key of the mux
 * @param stream of the mux that it was drawn from
 * @param draw how many records this mux emitted before
 * @param activation the number of the activation that it was drawn in, among all activations of this mux, from 0
 * @param age how many records of its stream came after it until it was drawn; the one part that depends on the order of arrival in exact
 *     mode too
 * @param repeats how often it was drawn before
 * @param value the record
 */
@PublicEvolving
public record Drawn<K, T>(K key, String stream, long draw, long activation, long age, int repeats, T value) {}
