// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.stores;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Everything that the program does with files, against a real S3 server. */
@Timeout(300)
class S3ITCase {

    private static final String PLAN =
            """
            seed: 4
            shards: 2
            mux: stochastic
            n_active: 4
            rate: 5
            of: {npz: "%s/*.npz"}
            buffer: {size: 16}
            stop: {batches: 60}
            """;

    private static S3Server store;

    @TempDir
    Path folder;

    private Program pescador;

    @BeforeAll
    static void fill() throws Exception {
        store = new S3Server();
        store.upload(Program.EXAMPLES.resolve("digits"), "data");
        store.put("plan.yaml", PLAN.formatted("data").getBytes(StandardCharsets.UTF_8));
    }

    @AfterAll
    static void stop() throws Exception {
        store.close();
    }

    @BeforeEach
    void program() throws IOException {
        pescador = new Program(folder, store.port());
        Files.writeString(folder.resolve("plan.yaml"), PLAN.formatted(Program.EXAMPLES.resolve("digits")));
    }

    @Test
    void aPlanThatLiesBesideItsFilesIsChecked() throws Exception {
        Program.Run run = pescador.succeed("check", "s3://bucket/plan.yaml");
        assertThat(run.out()).anyMatch(line -> line.contains("1,797"));
        assertThat(run.err()).as("no warning of a library").isEmpty();
    }

    @Test
    void theQueueHasTheBytesThatADirectoryHas() throws Exception {
        pescador.succeed("sample", "plan.yaml", "--output", "npz:queue");
        pescador.succeed("sample", "s3://bucket/plan.yaml", "--output", "npz:s3://bucket/queue");
        List<String> local;
        try (Stream<Path> files = Files.list(folder.resolve("queue"))) {
            local = files.map(file -> file.getFileName().toString()).sorted().toList();
        }
        assertThat(store.keys("queue/"))
                .containsExactlyElementsOf(
                        local.stream().map(name -> "queue/" + name).toList());
        for (String name : local) {
            if (name.endsWith(".npz")) {
                assertThat(store.get("queue/" + name))
                        .as(name)
                        .isEqualTo(Files.readAllBytes(folder.resolve("queue/" + name)));
            }
        }
    }

    @Test
    void linesAreThoseOfALocalFile() throws Exception {
        pescador.succeed("sample", "plan.yaml", "--output", "jsonl:lines");
        pescador.succeed("sample", "s3://bucket/plan.yaml", "--output", "jsonl:s3://bucket/lines");
        assertThat(store.get("lines")).isEqualTo(Files.readAllBytes(folder.resolve("lines")));
    }

    @Test
    void aKilledRunIsResumedFromStateInTheStore() throws Exception {
        String plan = PLAN.formatted("data").replace("60", "3000");
        store.put("long.yaml", plan.getBytes(StandardCharsets.UTF_8));
        pescador.succeed("sample", "s3://bucket/long.yaml", "--output", "jsonl:s3://bucket/unbroken");
        Process killed = pescador.start(
                "sample",
                "s3://bucket/long.yaml",
                "--output",
                "jsonl:s3://bucket/killed",
                "--state",
                "s3://bucket/state");
        while (killed.isAlive() && store.keys("state/").stream().noneMatch(key -> key.endsWith("_metadata"))) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        killed.destroyForcibly().waitFor();
        assertThat(killed.exitValue()).as("killed, and not ended by itself").isEqualTo(128 + 9);
        pescador.succeed("resume", "s3://bucket/state");
        assertThat(store.get("killed")).isEqualTo(store.get("unbroken"));
    }

    /** 192 activations of two small arrays: a request for each row and array would make two a sample, and opening comes on top. */
    @Test
    void smallArraysAreNotARequestForEachRow() throws Exception {
        try (SlowStore slow = new SlowStore(store.port(), Duration.ofMillis(20))) {
            Program far = new Program(folder, slow.port());
            far.succeed("sample", "s3://bucket/plan.yaml");
            assertThat(slow.requests()).isLessThan(960);
        }
    }

    @Test
    void aStoreThatTurnsAllAwayForTenSecondsCostsTenSeconds() throws Exception {
        try (SlowStore slow = new SlowStore(store.port(), Duration.ZERO)) {
            Program far = new Program(folder, slow.port());
            store.put("busy.yaml", PLAN.formatted("data").replace("60", "1000").getBytes(StandardCharsets.UTF_8));
            Process process = far.start("sample", "s3://bucket/busy.yaml", "--output", "jsonl:-");
            while (process.isAlive() && Files.size(folder.resolve("stdout")) == 0) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            slow.refuseFor(Duration.ofSeconds(10));
            assertThat(process.waitFor(120, TimeUnit.SECONDS))
                    .as("ended in time")
                    .isTrue();
            assertThat(process.exitValue())
                    .as(() -> String.join("\n", lines("stderr")))
                    .isZero();
            assertThat(slow.refusals()).as("turned away").isPositive();
            assertThat(lines("stdout")).hasSize(1000);
        }
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aStoreThatDoesNotAnswerIsNamedInOneLineWithinFifteenSeconds() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        Program lost = new Program(folder, free);
        Instant start = Instant.now();
        Program.Run run = lost.run("check", "s3://bucket/plan.yaml");
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(15));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).singleElement().asString().contains("s3://bucket/plan.yaml", "Connection refused");
    }
}
