// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.operators.keyed.MuxHarness.Backend;
import io.pescador.flink.streamer.spi.Seeds;

import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds for every keyed mux, whatever its policy, buffers and streams. */
class KeyedMuxLawsTest {

    private static final int CASES = 400;

    @Test
    void everyRecordIsGivenOrCounted() throws Exception {
        for (int number = 0; number < CASES; number++) {
            RandomMux random = new RandomMux(number);
            List<Rec> arrivals = random.arrivals();
            try (MuxHarness harness = MuxHarness.start(random.muxThatForgets())) {
                long time = 0;
                for (Rec record : arrivals) {
                    harness.time(++time);
                    harness.send(record);
                }
                long before = notGiven(harness);
                harness.end();
                assertThat(notGiven(harness))
                        .as("the end loses nothing that was kept, case %d", number)
                        .isEqualTo(before);
                Set<Rec> given = new HashSet<>(harness.values(Drawn::value));
                long counted = notGiven(harness);
                assertThat(given.size() + counted).as("case %d", number).isEqualTo(arrivals.size());
                assertThat(arrivals).as("case %d", number).containsAll(given);
                assertThat(harness.entries())
                        .as("state after the end of case %d", number)
                        .isZero();
            }
        }
    }

    private static long notGiven(MuxHarness harness) {
        return harness.count(m -> m.passedBy)
                + harness.count(m -> m.notSampled)
                + harness.count(m -> m.replacedUnseen)
                + harness.count(m -> m.dropped)
                + harness.count(m -> m.discarded);
    }

    @Test
    void spillGivesEachRecordOnceAndInTheOrderOfItsStream() throws Exception {
        for (int number = 0; number < CASES; number++) {
            RandomMux random = new RandomMux(number);
            if (!random.mux().settings("mix").ofEachKey().rule().describe().equals("spill()")) {
                continue;
            }
            List<Rec> arrivals = random.arrivals();
            try (MuxHarness harness = MuxHarness.start(random.mux())) {
                for (Rec record : arrivals) {
                    harness.send(record);
                }
                harness.end();
                List<Rec> given = harness.values(Drawn::value);
                assertThat(given).containsExactlyInAnyOrderElementsOf(arrivals);
                for (String key : new String[] {"k0", "k1"}) {
                    for (String stream : RandomMux.streams()) {
                        assertThat(given.stream()
                                        .filter(r -> r.key().equals(key)
                                                && r.stream().equals(stream)))
                                .isSortedAccordingTo((a, b) -> Integer.compare(a.n(), b.n()));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void restartingAnywhereChangesNothing(Backend backend) throws Exception {
        int cases = backend == Backend.ROCKSDB ? 24 : CASES;
        for (int number = 0; number < cases; number++) {
            RandomMux random = new RandomMux(number);
            List<Rec> arrivals = random.arrivals();
            Random chance = new Random(Seeds.mix(number, 2));
            MuxHarness unbroken = MuxHarness.start(random.mux());
            MuxHarness broken = MuxHarness.start(random.mux(), backend, 1);
            for (Rec record : arrivals) {
                unbroken.send(record);
                broken.send(record);
                if (chance.nextInt(arrivals.size()) < 3) {
                    broken = broken.restart(1);
                }
            }
            unbroken.end();
            broken.end();
            for (String key : new String[] {"k0", "k1"}) {
                // Which key is drained first is not said.
                assertThat(of(key, broken)).as("case %d", number).isEqualTo(of(key, unbroken));
            }
            unbroken.close();
            broken.close();
        }
    }

    private static List<Drawn<String, Rec>> of(String key, MuxHarness harness) {
        return harness.values(drawn -> drawn).stream()
                .filter(drawn -> drawn.key().equals(key))
                .toList();
    }

    @Test
    void nothingIsLateAndNothingIsAtTheEndOfTime() throws Exception {
        for (int number = 0; number < CASES; number++) {
            RandomMux random = new RandomMux(number);
            Random chance = new Random(Seeds.mix(number, 2));
            try (MuxHarness harness = MuxHarness.start(random.mux())) {
                long time = -300;
                long watermark = Long.MIN_VALUE;
                int seen = 0;
                for (Rec record : random.arrivals()) {
                    time += chance.nextInt(3);
                    harness.send(record, time - chance.nextInt(2));
                    seen = check(harness, seen, watermark, time);
                    if (chance.nextInt(10) == 0) {
                        watermark = time - 2;
                        harness.watermark(watermark);
                        seen = check(harness, seen, watermark, time);
                    }
                }
                harness.end();
                check(harness, seen, watermark, time);
            }
        }
    }

    private static int check(MuxHarness harness, int seen, long watermark, long latest) {
        List<StreamRecord<Drawn<String, Rec>>> output = harness.output();
        for (StreamRecord<Drawn<String, Rec>> record : output.subList(seen, output.size())) {
            assertThat(record.getTimestamp()).isGreaterThan(watermark).isLessThanOrEqualTo(latest);
        }
        return output.size();
    }
}
