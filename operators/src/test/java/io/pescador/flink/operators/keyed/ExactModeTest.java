// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.operators.keyed.MuxHarness.Backend;
import io.pescador.flink.streamer.spi.Seeds;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** Declared streams and spill: the output is what the source mux gives, whatever the order of arrival and whatever happens between. */
class ExactModeTest {

    private static List<Rec> run(KeyedMuxBuilder<String, Rec> mux, List<Rec> arrivals) throws Exception {
        try (MuxHarness harness = MuxHarness.start(mux)) {
            for (Rec record : arrivals) {
                harness.send(record);
            }
            harness.end();
            assertThat(harness.entries()).isZero();
            List<Long> draws = harness.values(Drawn::draw);
            for (int i = 0; i < draws.size(); i++) {
                assertThat(draws.get(i)).isEqualTo(i);
            }
            return harness.values(Drawn::value);
        }
    }

    @Test
    void theOrderOfArrivalDoesNotMatterAndTheSourceMuxGivesTheSame() throws Exception {
        for (int number = 0; number < 240; number++) {
            ExactCase exact = new ExactCase(number);
            List<Rec> expected = exact.expected();
            for (long order = 0; order < 3; order++) {
                assertThat(run(exact.keyed(), exact.arrivals(order)))
                        .as("case %d, order %d: %s", number, order, exact)
                        .isEqualTo(expected);
            }
            assertThat(expected).as("all records").containsExactlyInAnyOrderElementsOf(exact.arrivals(1));
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void restartsAndRescalesChangeNothing(Backend backend) throws Exception {
        int cases = backend == Backend.ROCKSDB ? 6 : 60;
        for (int number = 0; number < cases; number++) {
            ExactCase exact = new ExactCase(number);
            List<Rec> arrivals = exact.arrivals(7);
            Random random = new Random(Seeds.mix(number, 2));
            int[] parallelisms = {1, 3, 2};
            MuxHarness harness = MuxHarness.start(exact.keyed(), backend, 1);
            int next = 0;
            for (Rec record : arrivals) {
                harness.send(record);
                if (random.nextInt(1 + arrivals.size() / 4) == 0) {
                    harness = harness.restart(parallelisms[++next % 3]);
                }
            }
            harness.end();
            assertThat(harness.values(Drawn::value))
                    .as("case %d: %s", number, exact)
                    .isEqualTo(exact.expected());
            harness.close();
        }
    }

    @Test
    void keysDoNotDisturbEachOtherThroughRescaling() throws Exception {
        List<Rec> arrivals = new ArrayList<>();
        Random random = new Random(5);
        int[][] next = new int[10][4];
        for (int i = 0; i < 2_000; i++) {
            int key = random.nextInt(10);
            int stream = random.nextInt(4);
            arrivals.add(new Rec("key" + key, "s" + stream, next[key][stream]++, false));
        }
        List<List<Drawn<String, Rec>>> runs = new ArrayList<>();
        for (boolean rescaled : new boolean[] {false, true}) {
            MuxHarness harness = MuxHarness.start(MuxHarness.mux()
                    .policy(StochasticPolicy.of(2).rate(3).mode(StochasticPolicy.Mode.SINGLE_ACTIVE))
                    .streams("s0", "s1", "s2", "s3")
                    .spill()
                    .seed(1));
            for (int i = 0; i < arrivals.size(); i++) {
                if (rescaled && i % 700 == 699) {
                    harness = harness.restart(i < 1000 ? 3 : 2);
                }
                harness.send(arrivals.get(i));
            }
            harness.end();
            List<Drawn<String, Rec>> all = new ArrayList<>(harness.values(drawn -> drawn));
            all.sort(java.util.Comparator.comparing((Drawn<String, Rec> d) -> d.key())
                    .thenComparing(Drawn::draw));
            runs.add(all);
            harness.close();
        }
        assertThat(runs.get(1)).isEqualTo(runs.get(0)).hasSize(2_000);
    }
}
