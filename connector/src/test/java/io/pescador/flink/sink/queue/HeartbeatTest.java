// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.queue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;

import static org.assertj.core.api.Assertions.assertThat;

/** What a job says of itself to those who read its queue. */
@Timeout(60)
class HeartbeatTest {

    @TempDir
    Path out;

    @Test
    void eachBeatIsAnother() throws Exception {
        sink().claim();
        try (Heartbeat heartbeat = Heartbeat.start(directory(), () -> OptionalLong.of(12))) {
            String first = awaitOther("");
            assertThat(first)
                    .startsWith("{\"state\": \"running\", \"beat\": \"")
                    .endsWith("\", \"every\": 2, \"waits_for_cursor\": 12}\n");
            assertThat(awaitOther(first)).startsWith("{\"state\": \"running\"");
        }
    }

    /** A beat must not make a directory anew that was moved away. */
    @Test
    void withoutADirectoryThereIsNoBeat() throws Exception {
        QueueDirectory gone = new QueueDirectory(
                new org.apache.flink.core.fs.Path(out.resolve("gone").toString()), "test");
        gone.beat("1", 2, OptionalLong.empty());
        gone.over("failed", "why");
        assertThat(out.resolve("gone")).doesNotExist();
    }

    @Test
    void aFailureIsToldWithItsReason() throws Exception {
        sink().claim();
        sink().tellFailed("a \"b\"\nc");
        assertThat(out.resolve("job.json"))
                .content()
                .startsWith("{\"state\": \"failed\", \"reason\": \"a \\\"b\\\"\\nc\", \"at\": \"20");
        sink().tellStopped("saved");
        assertThat(out.resolve("job.json")).content().startsWith("{\"state\": \"stopped\", \"reason\": \"saved\"");
    }

    private String awaitOther(String before) throws IOException, InterruptedException {
        Path job = out.resolve("job.json");
        String now = "";
        while (now.isEmpty() || now.equals(before)) {
            Thread.sleep(1);
            now = read(job);
        }
        return now;
    }

    /** It is replaced by removing it first, since not all file systems can replace. */
    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private QueueDirectory directory() throws IOException {
        return new QueueDirectory(new org.apache.flink.core.fs.Path(out.toString()), "test");
    }

    private BatchQueueSink sink() {
        return BatchQueueSink.builder()
                .setDirectory(out.toString())
                .setRun("run")
                .build();
    }
}
