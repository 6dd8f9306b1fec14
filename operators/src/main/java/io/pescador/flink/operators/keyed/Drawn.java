// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

/**
 * A record with where it came from.
 *
 * @param key of the mux
 * @param stream of the mux that it was drawn from
 * @param draw how many records this mux gave before
 * @param activation the number of the activation of a stream that gave it
 * @param age how many records of its stream came after it until it was drawn; the one part that depends on the order of arrival in exact
 *     mode too
 * @param repeats how often it was drawn before
 * @param value the record
 */
public record Drawn<K, T>(K key, String stream, long draw, long activation, long age, int repeats, T value) {}
