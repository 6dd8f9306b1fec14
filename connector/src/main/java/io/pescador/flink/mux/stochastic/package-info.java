// SPDX-License-Identifier: Apache-2.0
/**
 * The mux over a bounded active set. Users see {@code StochasticPolicy} only.
 *
 * <p>{@code StochasticRules} looks at policy and pool, and chooses what a {@code StochasticPicker} is made of: a {@code StreamChooser} (uniform
 * or least charged), a {@code SlotChooser} (any slot, one that catches up, one of the remaining streams), {@code EmptyStreams}, when a slot is
 * refilled, and the steps of {@code RunStart}. The {@code ActiveSet} is what slots hold. Shares are kept in a {@code ShareLedger}; a
 * {@code SharedRun} carries it from one activation of a mux to the next.
 *
 * <p>Begin with {@code StochasticPicker.pick}, then {@code LeastChargedChooser}.
 */
package io.pescador.flink.mux.stochastic;
