// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Each chooser of slots by itself, over four slots that hold the streams 0 to 3. */
class SlotChooserTest {

    private static final int N = 100_000;
    private static final double[] EQUAL = {.25, .25, .25, .25};

    private final UniformRandomProvider random = new SplitMix64(1);
    private final ShareLedger ledger = ShareLedger.of(EQUAL, new double[4], false, false);
    private final LeastChargedChooser streams = LeastChargedChooser.alone(ledger);

    private static ActiveSet active(SlotWeights weights) {
        ActiveSet active = new ActiveSet(4, weights);
        for (int slot = 0; slot < 4; slot++) {
            active.fill(slot, slot, slot);
            active.grant(slot, 1000);
        }
        return active;
    }

    private double[] shares(SlotChooser chooser, ActiveSet active) {
        double[] shares = new double[4];
        for (int i = 0; i < N; i++) {
            shares[chooser.choose(active, streams, random)] += 1.0 / N;
        }
        return shares;
    }

    /** Five standard errors of 100 000 draws are .008. */
    @Test
    void anySlotFollowsTheWeightsAlone() {
        ledger.serve(0, 1000);
        assertThat(shares(new AnySlot(), active(SlotWeights.of(null)))).containsExactly(EQUAL, within(.008));
        double[] weights = {.4, .3, .2, .1};
        assertThat(shares(new AnySlot(), active(SlotWeights.of(weights)))).containsExactly(weights, within(.008));
    }

    @Test
    void ofTwoLooksTheOneFurtherBehindGives() {
        ledger.serve(0, 1000);
        double[] shares = shares(new CatchUpSlot(() -> 2, 10, 0, 0), active(SlotWeights.of(null)));
        assertThat(shares[0]).isCloseTo(1 / 16.0, within(.004)); // only where both looks hit it
    }

    @Test
    void nearItsShareNoStreamIsPreferred() {
        ledger.serve(0, 9);
        double[] shares = shares(new CatchUpSlot(() -> 2, 10, 0, 0), active(SlotWeights.of(null)));
        assertThat(shares).containsExactly(EQUAL, within(.008));
    }

    @Test
    void aSlotThatIsAheadIsDrawnAgain() {
        ledger.serve(0, 1000);
        double[] shares = shares(new CatchUpSlot(() -> 1, 1e9, 64, 8), active(SlotWeights.of(null)));
        assertThat(shares[0]).isZero();
        assertThat(shares[1]).isCloseTo(1 / 3.0, within(.008));
    }

    @Test
    void oneThatWatchesLeadsHasSamplesEnteredOneByOne() {
        ActiveSet active = active(SlotWeights.of(null));
        double before = ledger.lead(2);
        new AnySlot().emitted(2, active, streams);
        assertThat(ledger.lead(2)).isEqualTo(before);
        assertThat(new AnySlot().unbooked(7)).isEqualTo(7);
        CatchUpSlot catchUp = new CatchUpSlot(() -> 1, 1, 0, 1);
        catchUp.emitted(2, active, streams);
        assertThat(ledger.lead(2)).isEqualTo(before + .75);
        assertThat(catchUp.unbooked(7)).isZero();
    }

    @Test
    void droppedStreamsAreNotDrawnAndTheOthersTakeTheirShare() {
        double[] weights = {.4, .3, .2, .1};
        RemainingStreamsSlot chooser = new RemainingStreamsSlot(isThere -> {
            double[] rest = weights.clone();
            for (int stream = 0; stream < 4; stream++) {
                rest[stream] = isThere.test(stream) ? rest[stream] : 0;
            }
            return SlotWeights.of(rest);
        });
        ActiveSet active = active(SlotWeights.of(weights));
        chooser.prepare(active, streams);
        assertThat(shares(chooser, active)).containsExactly(weights, within(.008));
        streams.drop(0);
        chooser.prepare(active, streams);
        assertThat(shares(chooser, active)).containsExactly(new double[] {0, .5, 1 / 3.0, 1 / 6.0}, within(.008));
    }
}
