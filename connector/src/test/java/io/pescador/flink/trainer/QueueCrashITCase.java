// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.trainer;

import io.pescador.flink.record.Sample;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The promise, whole: a Python trainer that is killed and started again at random batches, before a job that is killed and resumed at
 * random batches and with another parallelism, sees each batch once and in order, as an unbroken run gives it.
 */
class QueueCrashITCase {

    private static final int BATCHES = 1_500;
    private static final int TRAINER_KILLS = 4;
    private static final int JOB_KILLS = 2;
    private static final long SEED = 20261120;

    /** The trainer's own checkpoint is its log: a line for each batch, written before the cursor moves. */
    private static final String TRAINER =
            """

            import hashlib, sys
            directory, log = sys.argv[1:]
            start = sum(1 for _ in open(log)) if os.path.exists(log) else 0
            for number, arrays in batches(directory, start):
                content = b"".join(arrays[name].tobytes() for name in sorted(arrays))
                with open(log, "a") as file:
                    file.write(f"{number} {hashlib.sha256(content).hexdigest()}\\n")
                done(directory, number + 1)
            """;

    @TempDir
    Path temporary;

    @Test
    @Timeout(240)
    void killsOnBothSidesChangeNothing() throws Exception {
        Python python = Python.with("numpy");
        String program = Python.snippet("queue") + Python.snippet("cursor") + TRAINER;
        Path queue = temporary.resolve("queue");
        Path log = temporary.resolve("trainer.log");
        Files.createDirectories(temporary.resolve("checkpoints"));
        Random random = new Random(SEED);
        List<Integer> trainerKills =
                random.ints(TRAINER_KILLS, 1, BATCHES).sorted().boxed().toList();
        List<Integer> jobKills =
                random.ints(JOB_KILLS, BATCHES / 10, BATCHES).sorted().boxed().toList();
        int trainersKilled = 0;
        int jobsKilled = 0;
        long most = 0;
        Process trainer = python.start(temporary.resolve("trainer.py"), program, queue.toString(), log.toString());
        Process job = startJob(queue, 1);
        try {
            while (trainer.isAlive()) {
                int seen = lines(log);
                most = Math.max(most, batchFiles(queue));
                if (trainersKilled < TRAINER_KILLS && seen >= trainerKills.get(trainersKilled)) {
                    trainer.destroyForcibly().waitFor();
                    trainersKilled++;
                    trainer = python.start(temporary.resolve("trainer.py"), program, queue.toString(), log.toString());
                }
                if (jobsKilled < JOB_KILLS && seen >= jobKills.get(jobsKilled) && job.isAlive()) {
                    job.destroyForcibly().waitFor(); // SIGKILL
                    assertThat(queue.resolve("end.json")).doesNotExist();
                    jobsKilled++;
                    job = startJob(queue, 1 + jobsKilled % 2);
                }
                if (!job.isAlive()) {
                    assertThat(job.exitValue())
                            .as(Files.readString(temporary.resolve("job.out")))
                            .isZero();
                }
                Thread.sleep(1);
            }
            assertThat(trainer.exitValue()).as(output("trainer.py.out")).isZero();
            job.waitFor();
        } finally {
            trainer.destroyForcibly();
            job.destroyForcibly();
        }
        assertThat(trainersKilled).isEqualTo(TRAINER_KILLS);
        assertThat(jobsKilled).isEqualTo(JOB_KILLS);
        assertThat(Files.readAllLines(log)).containsExactlyElementsOf(uninterrupted());
        // Between the two looks of a trainer that lets go and a job that writes, one more for each writer may show.
        assertThat(most).isBetween(1L, QueueJob.MAX_AHEAD + 2L);
    }

    private static List<String> uninterrupted() throws Exception {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<Long, Sample> batch :
                Batches.expected(Batches.endless(), QueueJob.SHARDS, BATCHES).entrySet()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new TreeMap<>(batch.getValue().toMap()).values().forEach(array -> digest.update(array.buffer()));
            lines.add(batch.getKey() + " " + HexFormat.of().formatHex(digest.digest()));
        }
        return lines;
    }

    private Process startJob(Path queue, int parallelism) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx400m", "-XX:+UseSerialGC"));
        for (String open : List.of("lang", "util", "util.concurrent", "time", "net", "nio")) {
            command.add("--add-opens=java.base/java." + open + "=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), QueueJob.class.getName()));
        command.addAll(List.of(
                queue.toString(),
                temporary.resolve("checkpoints").toString(),
                Integer.toString(BATCHES),
                Integer.toString(parallelism)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        temporary.resolve("job.out").toFile()))
                .start();
    }

    private static int lines(Path log) throws IOException {
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    private static long batchFiles(Path queue) throws IOException {
        if (!Files.exists(queue)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(queue)) {
            return files.filter(file -> file.getFileName().toString().startsWith("batch-"))
                    .count();
        }
    }

    private String output(String name) throws IOException {
        Path file = temporary.resolve(name);
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
