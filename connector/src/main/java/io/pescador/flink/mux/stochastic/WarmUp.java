// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.mux.structure.RankedBitSet;
import io.pescador.flink.streamer.spi.Seeds;

import java.util.Arrays;
import java.util.function.DoubleToLongFunction;

/** Makes draws whose samples are not given, then forgets them: slots hold what they would in the middle of a long run. */
final class WarmUp implements RunStart {

    /** What the length is drawn with. */
    private static final long LENGTH = -4;

    private final int streams;
    private final StreamLengths lengths;
    private final DoubleToLongFunction draws;

    /** @param draws how many, of a uniform number in [0, 1): a random length, so that activations do not all start in phase with the heaviest stream */
    WarmUp(int streams, StreamLengths lengths, DoubleToLongFunction draws) {
        this.streams = streams;
        this.lengths = lengths;
        this.draws = draws;
    }

    @Override
    public void begin(long seed, ActiveSet active, LeastChargedChooser chooser, Runnable draw) {
        long count = draws.applyAsLong(Seeds.unit(Seeds.mix(seed, LENGTH)));
        if (count == 0) {
            return;
        }
        for (long i = 0; i < count; i++) {
            draw.run();
        }
        int[] slots = active.held();
        RankedBitSet held = RankedBitSet.empty(streams);
        Arrays.stream(slots).forEach(slot -> held.add(active.stream[slot]));
        ShareLedger ledger = chooser.ledger();
        ledger.beginFirstTurns(held);
        chooser.scaleFirstTurns();
        for (int slot : slots) {
            long remaining = active.remaining[slot];
            long rest = Math.min(remaining, lengths.of(active.stream[slot]));
            ledger.begin(active.stream[slot], remaining, rest, rest, active.gave(slot));
            active.grant(slot, rest);
            active.charged[slot] = rest;
        }
    }
}
