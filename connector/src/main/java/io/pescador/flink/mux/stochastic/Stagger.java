// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.streamer.spi.Seeds;

/**
 * The slot filled first is near its end, the last one near its beginning. Otherwise all would be refilled at about the same time, and
 * hold other shares from then on where some streams are shorter than their quotas.
 */
final class Stagger implements RunStart {

    private static final long STAGGER = -6;

    private final StreamLengths lengths;

    Stagger(StreamLengths lengths) {
        this.lengths = lengths;
    }

    @Override
    public void begin(long seed, ActiveSet active, LeastChargedChooser chooser, Runnable draw) {
        chooser.scaleFirstTurns();
        long staggerSeed = Seeds.mix(seed, STAGGER);
        int[] slots = active.held();
        for (int slot : slots) {
            long whole = Math.min(active.granted[slot], lengths.of(active.stream[slot]));
            double part = (slot + Seeds.unit(Seeds.mix(staggerSeed, slot))) / slots.length;
            long rest = Math.min(whole, 1 + (long) (part * whole));
            chooser.ledger().begin(active.stream[slot], active.charged[slot], whole, rest, whole - rest);
            active.grant(slot, rest);
            active.charged[slot] = rest;
        }
    }
}
