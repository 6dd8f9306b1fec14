// SPDX-License-Identifier: Apache-2.0
/**
 * The muxes that keep all streams open, or one after the other: shuffled, round robin, chain. Users see the three policies.
 *
 * <p>Each policy has a picker for a fixed pool and one for streams that come and go; a round robin has one for both. Begin with
 * {@code ChainPolicy}: it is the smallest.
 */
package io.pescador.flink.mux.order;
