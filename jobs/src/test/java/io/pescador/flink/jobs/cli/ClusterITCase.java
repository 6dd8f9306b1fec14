// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code flink run} sends the job jar to a cluster of processes, and the same plan gives the same bytes there. */
class ClusterITCase {

    private static final Path DELIVERED = Path.of("target/pescador").toAbsolutePath();

    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();
    private int port;

    @BeforeEach
    void start() throws Exception {
        port = freePort();
        Files.createDirectory(folder.resolve("conf"));
        Files.writeString(
                folder.resolve("conf/config.yaml"),
                """
                jobmanager.rpc.address: localhost
                jobmanager.rpc.port: %d
                jobmanager.bind-host: localhost
                rest.address: localhost
                rest.bind-address: localhost
                rest.port: %d
                taskmanager.host: localhost
                taskmanager.bind-host: localhost
                taskmanager.numberOfTaskSlots: 2
                taskmanager.cpu.cores: 2
                taskmanager.memory.task.heap.size: 256m
                taskmanager.memory.task.off-heap.size: 0
                taskmanager.memory.network.min: 32m
                taskmanager.memory.network.max: 32m
                taskmanager.memory.managed.size: 1m
                taskmanager.memory.framework.heap.size: 128m
                taskmanager.memory.framework.off-heap.size: 64m
                taskmanager.memory.jvm-metaspace.size: 128m
                taskmanager.memory.jvm-overhead.min: 64m
                taskmanager.memory.jvm-overhead.max: 64m
                io.tmp.dirs: %s
                """
                        .formatted(freePort(), port, folder));
        launch("org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint", "jobmanager");
        launch("org.apache.flink.runtime.taskexecutor.TaskManagerRunner", "taskmanager");
        Instant deadline = Instant.now().plus(Duration.ofMinutes(2));
        while (!overview().contains("\"slots-total\":2")) {
            assertThat(Instant.now())
                    .as(() -> "the cluster is up in time: " + logs())
                    .isBefore(deadline);
            Thread.sleep(100);
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void theSamePlanGivesTheSameBatches() throws Exception {
        Path plan = Files.writeString(
                folder.resolve("plan.yaml"),
                """
                seed: 11
                shards: 2
                mux: stochastic
                n_active: 4
                rate: 8
                weights: {"*": 1}
                of: {npz: "%s/digits/*.npz"}
                buffer: 32
                stop: {batches: 20}
                """
                        .formatted(Run.EXAMPLES));
        Run there = Run.program(
                folder,
                java(
                        "org.apache.flink.client.cli.CliFrontend",
                        "run",
                        "--parallelism",
                        "2",
                        DELIVERED.resolve("pescador-jobs.jar").toString(),
                        "sample",
                        plan.toString(),
                        "--output",
                        "npz:" + folder.resolve("there")));
        assertThat(there.code()).as(() -> there.out() + there.err()).isZero();
        assertThat(there.err()).anyMatch(line -> line.contains("640 samples in 20 batches, seed 11"));
        assertThat(Run.of("sample", plan.toString(), "--output", "npz:" + folder.resolve("here"))
                        .code())
                .isZero();
        try (Stream<Path> files = Files.list(folder.resolve("here"))) {
            List<Path> batches = files.filter(file -> file.toString().endsWith(".npz"))
                    .sorted()
                    .toList();
            assertThat(batches).hasSize(20);
            for (Path batch : batches) {
                assertThat(Files.mismatch(batch, folder.resolve("there").resolve(batch.getFileName())))
                        .isEqualTo(-1);
            }
        }
        Run refused = Run.program(
                folder,
                java(
                        "org.apache.flink.client.cli.CliFrontend",
                        "run",
                        DELIVERED.resolve("pescador-jobs.jar").toString(),
                        "sample",
                        plan.toString(),
                        "--output",
                        "jsonl:-"));
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains(
                        "--output is \"jsonl:-\": standard output is here, and the job runs on a cluster: give jsonl:FILE or"
                                + " npz:DIRECTORY in a place that both can reach");
    }

    @Test
    void aDetachedClientLeavesTheJobBehindAndStateOfAnotherPlanFailsAJobOnce() throws Exception {
        Path plan = endless("plan.yaml", 1);
        Run detached = run("--detached", "sample", plan.toString(), "--state", "state");
        assertThat(detached.code()).as(() -> String.join("\n", detached.err())).isZero();
        Matcher told = Pattern.compile(
                        ".*plan.yaml: job (\\w+) is submitted, and runs without this client\\. Stop it with: flink (.*)")
                .matcher(detached.err().get(0));
        assertThat(told.matches()).as(detached.err().get(0)).isTrue();
        await(() -> statusOf(told.group(1)).equals("RUNNING"));

        Run report = run("--detached", "sample", plan.toString(), "--report", "report.html");
        assertThat(report.code()).isEqualTo(2);
        assertThat(report.err()).first().asString().startsWith("--report is written at the end of a run");

        // The command in the message does stop it.
        Run stopped = Run.program(folder, flink(told.group(2).split(" ")));
        assertThat(stopped.code()).as(() -> stopped.out() + stopped.err()).isZero();
        await(() -> statusOf(told.group(1)).equals("FINISHED"));
        Path saved;
        try (Stream<Path> files = Files.walk(folder.resolve("state/savepoints"))) {
            saved = files.filter(file -> file.endsWith("_metadata"))
                    .findFirst()
                    .orElseThrow()
                    .getParent();
        }

        Run other = run(
                "--fromSavepoint",
                saved.toString(),
                "sample",
                endless("other.yaml", 2).toString(),
                "--state",
                "other");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err())
                .first()
                .asString()
                .startsWith("other: shard-0: the saved state belongs to another plan: seed 1 → 2");
        String failed = page("/jobs/overview");
        assertThat(failed).contains("\"state\":\"FAILED\"");
    }

    @Test
    void anInterruptedClientSaysThatTheJobRunsOn() throws Exception {
        Path plan = endless("plan.yaml", 1);
        Process client = new ProcessBuilder(
                        flink("run", DELIVERED.resolve("pescador-jobs.jar").toString(), "sample", plan.toString()))
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("client.out").toFile())
                .redirectError(folder.resolve("client.err").toFile())
                .start();
        processes.add(client);
        await(() -> page("/jobs").contains("RUNNING"));
        await(() -> Files.readString(folder.resolve("client.out")).contains("submitted with JobID"));
        client.destroy();
        assertThat(client.waitFor(1, TimeUnit.MINUTES)).isTrue();
        String told = Files.readString(folder.resolve("client.err"));
        assertThat(told)
                .containsPattern(
                        "interrupted, but job \\w+ runs on, on the cluster. Stop it with: flink cancel \\w+\n");
        String job = told.replaceAll("(?s).*flink cancel (\\w+).*", "$1");
        assertThat(statusOf(job)).isEqualTo("RUNNING");
        assertThat(Run.program(folder, flink("cancel", job)).code()).isZero();
        await(() -> statusOf(job).equals("CANCELED"));
    }

    // ---- helpers

    private Path endless(String name, int seed) throws IOException {
        return Files.writeString(
                folder.resolve(name),
                "seed: %d\nmux: stochastic\nn_active: 4\nrate: 8\nof: {npz: \"%s/digits/*.npz\"}\n"
                        .formatted(seed, Run.EXAMPLES));
    }

    /** {@code flink run}; what comes before {@code sample} is Flink's. */
    private Run run(String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of("run"));
        for (String arg : args) {
            if (arg.equals("sample")) {
                command.add(DELIVERED.resolve("pescador-jobs.jar").toString());
            }
            command.add(arg);
        }
        return Run.program(folder, flink(command.toArray(String[]::new)));
    }

    private List<String> flink(String... args) {
        return java("org.apache.flink.client.cli.CliFrontend", args);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private void await(Condition condition) throws Exception {
        Instant deadline = Instant.now().plus(Duration.ofMinutes(1));
        while (!condition.holds()) {
            assertThat(Instant.now()).as(this::logs).isBefore(deadline);
            Thread.sleep(50);
        }
    }

    private String statusOf(String job) throws Exception {
        return page("/jobs/" + job).replaceAll("(?s).*?\"state\":\"(\\w+)\".*", "$1");
    }

    private void launch(String main, String name) throws IOException {
        List<String> command = java(main, "--configDir", folder.resolve("conf").toString());
        processes.add(new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start());
    }

    private List<String> java(String main, String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-XX:+UseSerialGC"));
        for (String opened : List.of("lang", "util", "util.concurrent", "time", "net", "nio")) {
            command.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", DELIVERED.resolve("lib") + "/*", main));
        command.addAll(Arrays.asList(args));
        return command;
    }

    private String overview() throws InterruptedException {
        return page("/overview");
    }

    private String page(String path) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            assertThat(processes).as(this::logs).allMatch(Process::isAlive);
            return ""; // not up yet
        }
    }

    private String logs() {
        try {
            return Files.readString(folder.resolve("jobmanager.log"))
                    + Files.readString(folder.resolve("taskmanager.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
