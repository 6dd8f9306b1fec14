// SPDX-License-Identifier: Apache-2.0
/**
 * The mux of one key: which streams it knows, how their records wait, and what it draws. It knows nothing of Flink but its annotations, so
 * that the keyed operator, a SQL function or a plain test can run it. Its owner supplies a {@code KeyStore} (the state of the current
 * key), a {@code MuxHost} (clock, timers, weights, output) and {@code SingleKeySettings}.
 *
 * <p>Begin with {@code SingleKeyMux}: a record arrives, goes into a buffer, and the picker draws as long as it may and can. It uses
 *
 * <ul>
 *   <li>{@code StreamPool}: which streams are in the pool and which hold a slot, with {@code StreamRegistry} for ids and numbers;
 *   <li>{@code StreamBuffers}: the buffers of the key's streams, with {@code BufferRule} (reservoir, fifo, spill) for what is kept and
 *       drawn, and {@code keyed.records} for the records themselves;
 *   <li>{@code KeyState}: everything else that is saved, with the picker of the {@code mux} package in it.
 * </ul>
 *
 * <p>Users' classes such as {@code KeyedMux} may not be used here: they are one layer up.
 */
package io.pescador.flink.operators.keyed.core;
