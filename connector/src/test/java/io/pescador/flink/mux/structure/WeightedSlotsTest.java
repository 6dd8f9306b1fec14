// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.structure;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class WeightedSlotsTest {

    private static final int DRAWS = 200_000;

    /** Of 5 degrees of freedom; exceeded once in a million times by true weights. */
    private static final double MOST = 36;

    /**
     * Five weights between the same two powers of two and one far below, in any order; all of them, and without the heaviest. Chi-square against the weights.
     */
    @ParameterizedTest
    @ValueSource(strings = {"1 .9 .7 .6 .51 .01", ".01 .51 .6 .7 .9 1", ".7 .01 1 .51 .9 .6", ".5 .5 .5 .5 .5 .5"})
    void drawsByWeight(String list) {
        double[] weights =
                Stream.of(list.split(" ")).mapToDouble(Double::parseDouble).toArray();
        WeightedSlots slots = new WeightedSlots(weights.length, weights);
        for (int slot = 0; slot < weights.length; slot++) {
            slots.add(slot, weights[slot]);
        }
        checkDraws(slots, weights);
        int heaviest = 0;
        for (int slot = 0; slot < weights.length; slot++) {
            heaviest = weights[slot] > weights[heaviest] ? slot : heaviest;
        }
        slots.remove(heaviest);
        weights[heaviest] = 0;
        checkDraws(slots, weights);
    }

    private static void checkDraws(WeightedSlots slots, double[] weights) {
        UniformRandomProvider random = new SplitMix64(1);
        long[] drawn = new long[weights.length];
        for (int i = 0; i < DRAWS; i++) {
            drawn[slots.draw(random)]++;
        }
        double sum = Arrays.stream(weights).sum();
        double chiSquare = 0;
        for (int slot = 0; slot < weights.length; slot++) {
            double expected = DRAWS * weights[slot] / sum;
            chiSquare += expected == 0 ? drawn[slot] : Math.pow(drawn[slot] - expected, 2) / expected;
        }
        assertThat(chiSquare).isLessThan(MOST);
    }
}
