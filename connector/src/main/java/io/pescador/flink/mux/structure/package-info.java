// SPDX-License-Identifier: Apache-2.0
/**
 * Data structures of pickers, and their bytes: sets and queues of small numbers, samplers of slots, weights, the state of a generator.
 *
 * <p>They know nothing of muxes. Orders are total and sums are of whole numbers, so that what is restored draws as what was saved. Begin with
 * {@code SlotSampler} and {@code IndexedPriorityQueue}.
 */
package io.pescador.flink.mux.structure;
