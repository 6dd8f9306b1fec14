// SPDX-License-Identifier: Apache-2.0
/**
 * What operators need to keep state safely: checksums on what Flink writes without one ({@code CheckedSerializer}), the last watermark
 * ({@code LastWatermark}), the number of restores ({@code Restores}), and a seed for each key ({@code KeySeed}).
 *
 * <p>Internal. It serves the keyed mux and the map steps alike, so it knows neither. What only one of them needs belongs there.
 *
 * <p>Begin with {@code CheckedSerializer}.
 */
package io.pescador.flink.operators.state;
