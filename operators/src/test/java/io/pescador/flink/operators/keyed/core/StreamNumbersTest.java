// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class StreamNumbersTest {

    private static final int MAX = 50;

    @Test
    void noNumberIsTakenTwiceAndNoneIsAboveTheMost() throws Exception {
        Random random = new Random(1);
        StreamNumbers numbers = new StreamNumbers();
        Set<Integer> taken = new HashSet<>();
        for (int step = 0; step < 10_000; step++) {
            if (random.nextBoolean()) {
                int number = numbers.take(MAX);
                if (number == StreamRegistry.UNKNOWN) {
                    assertThat(taken).hasSize(MAX);
                } else {
                    assertThat(number).isBetween(0, numbers.limit() - 1);
                    assertThat(taken.add(number)).isTrue();
                }
            } else if (!taken.isEmpty()) {
                int number = taken.stream()
                        .skip(random.nextInt(taken.size()))
                        .findFirst()
                        .orElseThrow();
                taken.remove(number);
                numbers.free(number);
            }
            if (random.nextInt(100) == 0) {
                StateOut out = new StateOut();
                numbers.save(out);
                numbers = new StreamNumbers();
                numbers.restore(new StateIn(out.toByteArray()), MAX);
            }
        }
        assertThat(numbers.limit()).isEqualTo(MAX);
    }
}
