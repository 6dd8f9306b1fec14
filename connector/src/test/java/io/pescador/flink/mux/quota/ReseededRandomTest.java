// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.quota;

import io.pescador.flink.streamer.spi.Seeds;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReseededRandomTest {

    /** An odd number of 32-bit halves is taken of each, so that one is left over where the next begins. */
    @Test
    void givesOfEachSeedWhatSplitMixGives() {
        ReseededRandom reseeded = new ReseededRandom();
        for (long number = 0; number < 100; number++) {
            UniformRandomProvider random = reseeded.of(7, number);
            UniformRandomProvider expected = new SplitMix64(Seeds.mix(7, number));
            assertThat(random.nextLong()).isEqualTo(expected.nextLong());
            assertThat(random.nextDouble()).isEqualTo(expected.nextDouble());
            for (int i = 0; i < 5; i++) {
                assertThat(random.nextInt()).isEqualTo(expected.nextInt());
            }
            assertThat(random.nextLong(1000)).isEqualTo(expected.nextLong(1000));
        }
    }
}
