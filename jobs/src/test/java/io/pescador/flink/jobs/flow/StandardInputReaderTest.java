// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.flow;

import io.pescador.flink.plan.spec.LiveRule;

import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.SimpleCounter;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StandardInputReaderTest {

    private static final LiveRule LABEL = new LiveRule("label", null, null, null, null, null);

    /** Flink would tell of the event that found no task, and not of the line. */
    @Test
    void aWrongLineIsToldWhenNoMoreEventsAreOnTheirWay() throws Exception {
        StandardInput.set(new ByteArrayInputStream("wrong\n".getBytes(StandardCharsets.UTF_8)));
        try (StandardInputReader reader = new StandardInputReader(LABEL, new SimpleCounter())) {
            reader.addSplits(List.of(new WholeInput()));
            reader.isAvailable().get(30, TimeUnit.SECONDS);
            assertThat(reader.pollNext(null)).isEqualTo(InputStatus.MORE_AVAILABLE);
            assertThat(reader.pollNext(null)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
            assertThat(reader.isAvailable()).isNotDone();
            reader.notifyNoMoreSplits();
            assertThat(reader.isAvailable()).isDone();
            assertThatThrownBy(() -> reader.pollNext(null)).hasMessageStartingWith("standard input:1: is no JSON");
        } finally {
            StandardInput.set(java.io.InputStream.nullInputStream());
        }
    }
}
