// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cluster;

import io.pescador.flink.jobs.cli.Run;

import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** {@link PlanJob} from the delivered job jar in clusters of processes, as platforms run it. */
class PlanJobITCase {

    private static final String MAIN = "io.pescador.flink.jobs.cluster.PlanJob";

    @TempDir
    Path folder;

    private DeliveredCluster cluster;

    @AfterEach
    void stop() throws InterruptedException {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** With the command line's main class, each submission ended the JobManager's process. */
    @Test
    void aSessionClusterTakesPlansByRestAndStaysAlive() throws Exception {
        cluster = DeliveredCluster.session(
                folder,
                "execution.checkpointing.interval: 7 s",
                "execution.checkpointing.timeout: 77 s",
                "execution.checkpointing.dir: " + folder.resolve("cp").toUri());
        plan("stop: {batches: 20}\n");
        String jar = upload();
        String first = submit(jar, "--plan", folder.resolve("plan.yaml").toString(), "--output", "npz:first");
        String second = submit(jar, "--plan", folder.resolve("plan.yaml").toString(), "--output", "npz:second");
        for (String job : List.of(first, second)) {
            cluster.await(() -> cluster.statusOf(job).equals("FINISHED"));
            assertThat(cluster.page("/jobs/" + job + "/checkpoints/config"))
                    .contains("\"interval\":7000", "\"timeout\":77000");
        }
        Path expected = folder.resolve("expected");
        assertThat(Run.of("sample", folder.resolve("plan.yaml").toString(), "--output", "npz:" + expected)
                        .code())
                .isZero();
        assertThat(batches(expected)).hasSize(20);
        for (Path batch : batches(expected)) {
            assertThat(Files.mismatch(batch, folder.resolve("first").resolve(batch.getFileName())))
                    .isEqualTo(-1);
            assertThat(Files.mismatch(batch, folder.resolve("second").resolve(batch.getFileName())))
                    .isEqualTo(-1);
        }
        String refused = cluster.post(
                "/jars/" + jar + "/run",
                "application/json",
                BodyPublishers.ofString(body("--plan", "/nowhere.yaml", "--seed", "1")));
        assertThat(refused).contains("/nowhere.yaml: there is no such plan");
        assertThat(cluster.page("/overview")).contains("\"slots-total\":2", "\"jobs-finished\":2");
    }

    @Test
    void aDetachedClientLeavesTheJobBehindWhichContinuesFromItsSavepoint() throws Exception {
        cluster = DeliveredCluster.session(folder);
        plan("");
        String job = jobOf(flinkRun("--detached"));
        cluster.await(() -> cluster.statusOf(job).equals("RUNNING"));
        cluster.await(() -> batches(folder.resolve("out")).size() > 4);
        Run stopped = Run.program(
                folder,
                cluster.flink("stop", "--savepointPath", folder.resolve("sp").toString(), job));
        assertThat(stopped.code()).as(() -> stopped.out() + stopped.err()).isZero();
        cluster.await(() -> cluster.statusOf(job).equals("FINISHED"));
        String savepoint;
        try (Stream<Path> saved = Files.list(folder.resolve("sp"))) {
            savepoint = saved.findFirst().orElseThrow().toString();
        }
        String next = jobOf(flinkRun("--detached", "--fromSavepoint", savepoint, "--parallelism", "2"));
        int before = batches(folder.resolve("out")).size();
        cluster.await(() -> batches(folder.resolve("out")).size() > before + 4);
        assertThat(Run.program(folder, cluster.flink("cancel", next)).code()).isZero();
        assertThat(numbersWithoutGaps(folder.resolve("out"))).isTrue();
    }

    /** The JobManager that takes over runs {@code main} again: the job continues from its last checkpoint. */
    @Test
    void inApplicationModeAKilledJobManagerIsReplaced() throws Exception {
        try (TestingServer zooKeeper = new TestingServer(true)) {
            cluster = DeliveredCluster.in(
                    folder,
                    "high-availability.type: zookeeper",
                    "high-availability.zookeeper.quorum: " + zooKeeper.getConnectString(),
                    "high-availability.storageDir: " + folder.resolve("ha").toUri(),
                    "high-availability.cluster-id: /pescador",
                    "high-availability.zookeeper.client.session-timeout: 4000",
                    "execution.checkpointing.interval: 200 ms",
                    "execution.checkpointing.dir: " + folder.resolve("cp").toUri(),
                    "restart-strategy.type: fixed-delay",
                    "restart-strategy.fixed-delay.attempts: 100",
                    "restart-strategy.fixed-delay.delay: 200 ms",
                    "heartbeat.interval: 1000",
                    "heartbeat.timeout: 5000");
            plan("stop: {batches: 3000}\n");
            Process first = application();
            cluster.taskManager();
            cluster.await(() -> cluster.page("/jobs").contains("RUNNING"));
            cluster.await(() -> saved(2));
            first.destroyForcibly().waitFor();
            int before = batches(folder.resolve("out")).size();
            assertThat(before).as("killed while it ran").isLessThan(3000);
            Process second = application();
            // In application mode the process ends with its job.
            cluster.await(() -> Files.exists(folder.resolve("out/end.json")));
            assertThat(second.waitFor()).as(cluster::logs).isZero();
            assertThat(batches(folder.resolve("out"))).hasSize(3000);
            assertThat(cluster.logs()).containsPattern("Restoring job \\w+ from Checkpoint");
        }
    }

    // ---- helpers

    private Process application() throws IOException {
        return cluster.jobManager(
                ApplicationEntryPoint.class.getName(),
                DeliveredCluster.jar(),
                MAIN,
                "--plan",
                folder.resolve("plan.yaml").toString(),
                "--output",
                "npz:out");
    }

    private boolean saved(int checkpoint) throws IOException {
        if (!Files.exists(folder.resolve("cp"))) {
            return false;
        }
        try (Stream<Path> files = Files.walk(folder.resolve("cp"), 2)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("chk-"))
                    .anyMatch(name -> Integer.parseInt(name.substring("chk-".length())) > checkpoint);
        }
    }

    private void plan(String more) throws IOException {
        Files.writeString(
                folder.resolve("plan.yaml"),
                "seed: 11\nshards: 2\nmux: stochastic\nn_active: 4\nrate: 8\nof: {npz: \"%s/digits/*.npz\"}\nbuffer: 32\n"
                                .formatted(Run.EXAMPLES)
                        + more);
    }

    private Run flinkRun(String... flags) throws Exception {
        List<String> command = Stream.concat(
                        Stream.concat(Stream.of("run", "-c", MAIN), Stream.of(flags)),
                        Stream.of(
                                DeliveredCluster.jar(), "--plan", "plan.yaml", "--output", "npz:out,max_ahead=100000"))
                .toList();
        Run run = Run.program(folder, cluster.flink(command.toArray(String[]::new)));
        assertThat(run.code()).as(() -> run.out() + run.err()).isZero();
        return run;
    }

    private static String jobOf(Run run) {
        Matcher told = Pattern.compile("submitted with JobID (\\w+)").matcher(run.out());
        assertThat(told.find()).as(run.out()).isTrue();
        return told.group(1);
    }

    private String upload() throws Exception {
        String boundary = "pescador";
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.write(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"job.jar\"\r\n"
                        + "Content-Type: application/x-java-archive\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        form.write(Files.readAllBytes(Path.of(DeliveredCluster.jar())));
        form.write(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        String answer = cluster.post(
                "/jars/upload",
                "multipart/form-data; boundary=" + boundary,
                BodyPublishers.ofByteArray(form.toByteArray()));
        return answer.replaceAll(".*\"filename\":\"[^\"]*/([^\"/]+)\".*", "$1");
    }

    private String submit(String jar, String... args) throws Exception {
        String answer = cluster.post("/jars/" + jar + "/run", "application/json", BodyPublishers.ofString(body(args)));
        assertThat(answer).as(() -> answer + cluster.logs()).startsWith("{\"jobid\":\"");
        return answer.replaceAll("\\{\"jobid\":\"(\\w+)\".*", "$1");
    }

    private static String body(String... args) {
        return "{\"entryClass\":\"" + MAIN + "\",\"programArgsList\":[\"" + String.join("\",\"", args) + "\"]}";
    }

    private static List<Path> batches(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("batch-"))
                    .sorted()
                    .toList();
        }
    }

    /** Up to where the slowest shard got: shards are not at the same batch when a job is cancelled. */
    private static boolean numbersWithoutGaps(Path directory) throws IOException {
        Set<Long> numbers = new TreeSet<>();
        for (Path batch : batches(directory)) {
            numbers.add(Long.valueOf(batch.getFileName().toString().replaceAll("\\D", "")));
        }
        for (int shard = 0; shard < 2; shard++) {
            int its = shard;
            List<Long> own =
                    numbers.stream().filter(number -> number % 2 == its).toList();
            for (int i = 0; i < own.size(); i++) {
                if (own.get(i) != its + 2L * i) {
                    return false;
                }
            }
        }
        return !numbers.isEmpty();
    }
}
