// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.operators.Windows;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Event-time windows behind a step that holds records back are the same with a failure anywhere as without one. */
class WindowsBehindStepsTest {

    private static final int RECORDS = 240;
    private static final int NEVER = -1;
    private static final TypeInformation<List<Integer>> BATCH = Types.LIST(Types.INT);

    private static StepHarness<Integer, List<Integer>> harness(boolean keyed) {
        // Of 17 records, so that a batch takes long to fill; of three keys, one of which is rare.
        return keyed
                ? new StepHarness<>(
                        () -> new KeyedBufferOperator<>("batch", 17, true, ArrayList::new, Types.INT),
                        n -> n % 10 == 9 ? 2 : n % 2,
                        BATCH)
                : new StepHarness<>(
                        () -> new BufferOperator<>("batch", 17, true, ArrayList::new, Types.INT), null, BATCH);
    }

    private static Windows<List<Integer>> run(boolean keyed, int at) throws Exception {
        Windows<List<Integer>> windows = new Windows<>(50);
        StepHarness<Integer, List<Integer>> harness = harness(keyed).open(1);
        int seen = 0;
        for (int i = 0; i < RECORDS; i++) {
            // Some records come late, so that batches of them alone would be.
            harness.send(i, i / 20 % 3 == 1 ? 5L * i : 10L * i);
            seen = pass(harness, seen, windows);
            if (i % 7 == 6) {
                harness.watermark(10L * i - 20);
                windows.watermark(10L * i - 20);
            }
            if (i == at) {
                harness = harness.restart(1);
                windows.restart();
            }
        }
        harness.end();
        pass(harness, seen, windows);
        harness.close();
        windows.watermark(Long.MAX_VALUE);
        return windows;
    }

    private static int pass(StepHarness<Integer, List<Integer>> harness, int seen, Windows<List<Integer>> windows) {
        List<StreamRecord<List<Integer>>> output = harness.records();
        for (StreamRecord<List<Integer>> record : output.subList(seen, output.size())) {
            windows.record(record.getValue(), record.getTimestamp());
        }
        return output.size();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachFiresOnceWhereverAFailureIs(boolean keyed) throws Exception {
        Windows<List<Integer>> unbroken = run(keyed, NEVER);
        assertThat(unbroken.fired()).hasSizeGreaterThan(10);
        for (int at = 0; at < RECORDS; at++) {
            Windows<List<Integer>> broken = run(keyed, at);
            assertThat(broken.late()).as("late after a failure at %d", at).isEmpty();
            assertThat(broken.fired()).as("a failure at %d", at).isEqualTo(unbroken.fired());
        }
    }

    /** Waiting records go to a subtask that saw no watermark before, and some to one that did not exist. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void atAnotherParallelismNothingLeavesBeforeTheLastWatermark(int parallelism) throws Exception {
        StepHarness<Integer, List<Integer>> harness = harness(false).open(3);
        for (int i = 0; i < 45; i++) {
            harness.send(i, i);
        }
        harness.watermark(0, 1000);
        harness.watermark(1, 1000); // subtask 2 is idle
        harness.send(45, 2);
        harness = harness.restart(parallelism);
        harness.end();
        List<StreamRecord<List<Integer>>> output = harness.records();
        assertThat(output.stream().mapToInt(r -> r.getValue().size()).sum()).isEqualTo(46);
        for (StreamRecord<List<Integer>> record : output) {
            boolean ofTheIdle = record.getValue().stream().allMatch(n -> n % 3 == 2);
            assertThat(record.getTimestamp()).isGreaterThan(ofTheIdle ? -1 : 1000);
        }
        harness.close();
    }

    /** Without a partial batch records wait beyond the end; their times are not those of the end. */
    @Test
    void aDrainedJobThatIsResumedGetsTimesAsTheyAre() throws Exception {
        StepHarness<Integer, List<Integer>> harness = new StepHarness<Integer, List<Integer>>(
                        () -> new BufferOperator<>("batch", 2, false, ArrayList::new, Types.INT), null, BATCH)
                .open(1);
        harness.send(1, 100);
        harness.watermark(150);
        harness.end();
        harness = harness.restart(1);
        harness.send(2, 120);
        harness.send(3, 200);
        harness.send(4, 210);
        assertThat(harness.records()).extracting(StreamRecord::getTimestamp).containsExactly(151L, 210L);
        harness.close();
    }
}
