// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.mux.order.ChainPolicy;
import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.operators.Windows;
import io.pescador.flink.operators.keyed.MuxHarness.Backend;

import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Event-time windows downstream are the same with a failure anywhere as without one. */
class WindowsBehindTest {

    private static final int RECORDS = 240;
    private static final int NEVER = -1;

    /** Of unequal pace, so that records of two streams are held for long. */
    private static Rec record(int i) {
        String stream = i % 10 < 8 ? "a" : i % 10 == 8 ? "b" : "c";
        return new Rec("k" + i / 3 % 2, stream, i, false);
    }

    private static KeyedMuxBuilder<String, Rec> mux(String kind) {
        KeyedMux<String, Rec> mux = MuxHarness.mux();
        return switch (kind) {
            case "fifo" -> mux.policy(StochasticPolicy.of(3).rate(4))
                    .fifo(64, Overflow.DROP_OLDEST)
                    .seed(1);
            case "reservoir" -> mux.policy(StochasticPolicy.of(3).rate(4))
                    .reservoir(32)
                    .maxRepeats(2)
                    .seed(1);
            case "declared" -> mux.policy(ShuffledPolicy.of())
                    .streams("a", "b", "c")
                    .spill()
                    .seed(1);
            case "round robin" -> mux.policy(RoundRobinPolicy.of())
                    .fifo(64, Overflow.DROP_NEWEST)
                    .seed(1);
            default -> mux.policy(ChainPolicy.of()).spill().seed(1);
        };
    }

    /** @param at after which record the job fails and continues at {@code parallelism} */
    private static Windows<Drawn<String, Rec>> run(String kind, Backend backend, int at, int parallelism)
            throws Exception {
        Windows<Drawn<String, Rec>> windows = new Windows<>(50);
        MuxHarness harness = MuxHarness.start(mux(kind), backend, 1);
        int seen = 0;
        for (int i = 0; i < RECORDS; i++) {
            harness.send(record(i), 10L * i);
            seen = pass(harness, seen, windows);
            if (i % 7 == 6) {
                harness.watermark(10L * i - 20);
                windows.watermark(10L * i - 20);
            }
            if (i == at) {
                harness = harness.restart(parallelism);
                windows.restart();
            }
        }
        harness.end();
        pass(harness, seen, windows);
        harness.close();
        windows.watermark(Long.MAX_VALUE);
        return windows;
    }

    private static int pass(MuxHarness harness, int seen, Windows<Drawn<String, Rec>> windows) {
        List<StreamRecord<Drawn<String, Rec>>> output = harness.output();
        for (StreamRecord<Drawn<String, Rec>> record : output.subList(seen, output.size())) {
            windows.record(record.getValue(), record.getTimestamp());
        }
        return output.size();
    }

    @ParameterizedTest
    @CsvSource({
        "fifo, HASH_MAP",
        "reservoir, HASH_MAP",
        "declared, HASH_MAP",
        "round robin, HASH_MAP",
        "chain, HASH_MAP",
        "fifo, HASH_MAP_OF_BYTES",
    })
    void eachFiresOnceWhereverAFailureIs(String kind, Backend backend) throws Exception {
        Windows<Drawn<String, Rec>> unbroken = run(kind, backend, NEVER, 1);
        assertThat(unbroken.fired()).hasSizeGreaterThan(10);
        for (int at = 0; at < RECORDS; at++) {
            Windows<Drawn<String, Rec>> broken = run(kind, backend, at, 1);
            assertThat(broken.late()).as("late after a failure at %d", at).isEmpty();
            assertThat(broken.fired()).as("a failure at %d", at).isEqualTo(unbroken.fired());
        }
    }

    @Test
    void theStateBackendAndTheParallelismDoNotMatter() throws Exception {
        List<String> unbroken = run("declared", Backend.HASH_MAP, NEVER, 1).fired();
        for (int at = 0; at < RECORDS; at += 12) {
            assertThat(run("declared", Backend.ROCKSDB, at, 1).fired()).isEqualTo(unbroken);
            assertThat(run("declared", Backend.HASH_MAP, at, 3).fired()).isEqualTo(unbroken);
        }
    }

    @Test
    void aDrainedJobThatIsResumedGetsTimesAsTheyAre() throws Exception {
        MuxHarness harness = MuxHarness.start(mux("fifo"));
        harness.send(record(0), 100);
        harness.watermark(150);
        harness.end();
        harness = harness.restart(1);
        int before = harness.output().size();
        harness.send(record(0), 120);
        harness.send(record(0), 200);
        assertThat(harness.output().subList(before, before + 2))
                .extracting(StreamRecord::getTimestamp)
                .containsExactly(151L, 200L);
        harness.close();
    }
}
