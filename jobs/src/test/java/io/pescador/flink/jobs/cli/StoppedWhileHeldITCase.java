// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Ctrl-C while no trainer takes the batches: the state is still saved, and nothing is lost. */
class StoppedWhileHeldITCase {

    private static final int SHARDS = 2;
    private static final int BATCHES = 400;
    private static final int MAX_AHEAD = 6;

    /** What a reader gives at a time, and so may give beyond the bound before it checks whether to save. */
    private static final int A_TURN_OF_A_READER = 32;

    @TempDir
    Path folder;

    private Process process;

    @BeforeAll
    static void isBuilt() {
        Program.isBuilt();
    }

    @BeforeEach
    void plan() throws IOException {
        Files.writeString(
                folder.resolve("plan.yaml"),
                "seed: 4\nshards: " + SHARDS + "\nprovenance: true\nmux: shuffled\nof: {npz: \"" + Run.EXAMPLES
                        + "/digits/*.npz\"}\nbuffer: {size: 4}\nstop: {batches: " + BATCHES + "}\n");
    }

    @AfterEach
    void nobodyStays() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void byTheTrainersCursor() throws Exception {
        Path last = folder.resolve("out/batch-%09d.npz".formatted(MAX_AHEAD - 1));
        start("npz:out,max_ahead=" + MAX_AHEAD);
        while (process.isAlive() && !Files.exists(last)) {
            process.waitFor(5, TimeUnit.MILLISECONDS);
        }
        assertStopsAndSaves();
        try (var batches = Files.list(folder.resolve("out"))) {
            assertThat(batches.filter(file -> file.getFileName().toString().startsWith("batch-")))
                    .hasSizeBetween(MAX_AHEAD, MAX_AHEAD + SHARDS * A_TURN_OF_A_READER);
        }
        Path record = folder.resolve("state/run.properties");
        Files.writeString(
                record, Files.readString(record).replace("max_ahead\\=" + MAX_AHEAD, "max_ahead\\=" + 2 * BATCHES));
        resumed();
        assertThat(batches(folder)).isEqualTo(batches(unbroken()));
    }

    @Test
    void byAConsumerThatIsNotThere() throws Exception {
        int port = SoakConsumer.freePorts(SHARDS);
        start("zmq:tcp://127.0.0.1:" + port);
        File turn = folder.resolve("state/checkpoints/1").toFile();
        while (process.isAlive() && (turn.list() == null || turn.list().length == 0)) {
            process.waitFor(5, TimeUnit.MILLISECONDS);
        }
        process.waitFor(3, TimeUnit.SECONDS); // the job runs, and fills its queues at once
        assertStopsAndSaves();
        try (SoakConsumer consumer = SoakConsumer.start(folder, port, SHARDS)) {
            resumed();
        }
        assertThat(SoakOutput.SOCKET.records(folder)).isEqualTo(SoakOutput.SOCKET.expected(unbroken()));
    }

    private static List<String> batches(Path folder) throws IOException {
        return SoakOutput.QUEUE.records(folder).stream()
                .filter(file -> file.startsWith("batch-"))
                .toList();
    }

    private void start(String output) throws IOException {
        process = Program.start(
                folder,
                folder.resolve("stdout"),
                "sample",
                "plan.yaml",
                "--state",
                "state",
                "--output",
                output,
                "--parallelism",
                Integer.toString(SHARDS));
    }

    private void assertStopsAndSaves() throws Exception {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(folder.resolve("err")))
                .endsWith("interrupted and saved. Resume with: pescador resume state\n");
        assertThat(process.exitValue()).isEqualTo(130);
    }

    private void resumed() throws Exception {
        Run rest = Run.program(folder, Program.command("resume", "state"));
        assertThat(rest.code()).as(() -> String.join("\n", rest.err())).isZero();
    }

    private Path unbroken() throws Exception {
        Path whole = Files.createDirectory(folder.resolve("whole"));
        Run run = Run.of("sample", folder.resolve("plan.yaml").toString(), "--output", "npz:" + whole.resolve("out"));
        assertThat(run.code()).as(() -> String.join("\n", run.err())).isZero();
        return whole;
    }
}
