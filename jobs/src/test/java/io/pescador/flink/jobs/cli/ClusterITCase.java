// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.cluster.DeliveredCluster;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code flink run} sends the job jar to a cluster of processes, and the same plan gives the same bytes there. */
class ClusterITCase {

    @TempDir
    Path folder;

    private DeliveredCluster cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = DeliveredCluster.session(folder);
    }

    @AfterEach
    void stop() throws InterruptedException {
        cluster.close();
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
                cluster.flink(
                        "run",
                        "--parallelism",
                        "2",
                        DeliveredCluster.jar(),
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
                folder, cluster.flink("run", DeliveredCluster.jar(), "sample", plan.toString(), "--output", "jsonl:-"));
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
        cluster.await(() -> cluster.statusOf(told.group(1)).equals("RUNNING"));

        Run report = run("--detached", "sample", plan.toString(), "--report", "report.html");
        assertThat(report.code()).isEqualTo(2);
        assertThat(report.err())
                .first()
                .asString()
                .startsWith("--report, --summary and --watch are of a run that the client waits for");

        // The command in the message does stop it.
        Run stopped = Run.program(folder, cluster.flink(told.group(2).split(" ")));
        assertThat(stopped.code()).as(() -> stopped.out() + stopped.err()).isZero();
        cluster.await(() -> cluster.statusOf(told.group(1)).equals("FINISHED"));
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
        String failed = cluster.page("/jobs/overview");
        assertThat(failed).contains("\"state\":\"FAILED\"");
    }

    @Test
    void anInterruptedClientSaysThatTheJobRunsOn() throws Exception {
        Path plan = endless("plan.yaml", 1);
        Process client = new ProcessBuilder(cluster.flink("run", DeliveredCluster.jar(), "sample", plan.toString()))
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("client.out").toFile())
                .redirectError(folder.resolve("client.err").toFile())
                .start();
        cluster.add(client);
        cluster.await(() -> cluster.page("/jobs").contains("RUNNING"));
        cluster.await(() -> Files.readString(folder.resolve("client.out")).contains("submitted with JobID"));
        client.destroy();
        assertThat(client.waitFor(1, TimeUnit.MINUTES)).isTrue();
        String told = Files.readString(folder.resolve("client.err"));
        assertThat(told)
                .containsPattern(
                        "interrupted, but job \\w+ runs on, on the cluster. Stop it with: flink cancel \\w+\n");
        String job = told.replaceAll("(?s).*flink cancel (\\w+).*", "$1");
        assertThat(cluster.statusOf(job)).isEqualTo("RUNNING");
        assertThat(Run.program(folder, cluster.flink("cancel", job)).code()).isZero();
        cluster.await(() -> cluster.statusOf(job).equals("CANCELED"));
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
                command.add(DeliveredCluster.jar());
            }
            command.add(arg);
        }
        return Run.program(folder, cluster.flink(command.toArray(String[]::new)));
    }
}
