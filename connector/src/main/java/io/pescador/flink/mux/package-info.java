// SPDX-License-Identifier: Apache-2.0
/**
 * Muxes: streamers made of streamers. {@code Mux} is a {@code Pool} (streams and weights) and a {@code Policy} (what makes a kind of mux).
 *
 * <p>A policy over a pool makes {@code Pickers}; each activation of a mux has a {@code Picker}, a pure state machine that says which slot
 * gives the next sample. {@code MuxStream} owns the streams in these slots, and the keyed operator owns buffers instead. A pool is seen in
 * two ways: as a {@code FixedPool}, or as a {@code LivePool} whose streams come and go.
 *
 * <p>The kinds live below, in {@code stochastic} and {@code order}; this package does not know them. Nothing here knows Flink, but for its
 * annotations, nor a record type, a file or a clock. Begin with {@code Policy} and {@code Picker}; a kind of your own is one class that
 * implements {@code Policy}.
 */
package io.pescador.flink.mux;
