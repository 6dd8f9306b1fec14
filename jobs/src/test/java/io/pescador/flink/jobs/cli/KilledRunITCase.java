// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.format.parquet.ParquetRows;
import io.pescador.flink.record.Sample;
import io.pescador.flink.sink.queue.Python;
import io.pescador.flink.streamer.items.RowReader;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The promise, whole: the delivered program is killed with {@code kill -9} and resumed, and whoever reads it cannot tell. */
@Timeout(240)
class KilledRunITCase {

    private static final int BATCHES = 1_500;
    private static final int MAX_AHEAD = 32;
    private static final int JOB_KILLS = 2;
    private static final int TRAINER_KILLS = 3;
    private static final long SEED = 20261120;

    /** Notes each batch with the SHA-256 of its arrays, before anything else happens to it. The log is the trainer's own checkpoint. */
    private static final String LOG =
            """

            import hashlib, os, sys
            log = sys.argv[2]
            def line_of(number, arrays):
                content = b"".join(arrays[name].tobytes() for name in sorted(arrays) if name[0] != "_")
                return f"{number} {hashlib.sha256(content).hexdigest()}\\n"
            def note(number, arrays):
                with open(log, "a") as file:
                    file.write(line_of(number, arrays))
            """;

    private static final String QUEUE_TRAINER =
            """

            from pescador_flink import BatchQueue
            queue = BatchQueue(sys.argv[1], start=sum(1 for _ in open(log)) if os.path.exists(log) else 0)
            for number, arrays in queue:
                note(number, arrays)
                queue.done()
            """;

    /**
     * Ranks in lockstep, as training has them, another number of them each time the trainer starts: 8, 6, 8 and so on. A step counts once
     * it is in the log, with all its batches at once.
     */
    private static final String RANKS_TRAINER =
            """

            from pescador_flink import BatchQueue
            starts = log + ".starts"
            with open(starts, "a") as file:
                file.write(".")
            world = 8 - 2 * (os.path.getsize(starts) % 2 == 0)
            start = sum(1 for _ in open(log)) if os.path.exists(log) else 0
            queues = [BatchQueue(sys.argv[1], rank, world, start) for rank in range(world)]
            for step in zip(*queues, strict=True):
                with open(log, "a") as file:
                    file.write("".join(line_of(number, arrays) for number, arrays in step))
                for queue in queues:
                    queue.done()
            """;

    private static final String SOCKET_TRAINER =
            """

            from pescador_flink import BatchSocket
            for number, arrays in BatchSocket(f"tcp://127.0.0.1:{sys.argv[1]}", shards=2):
                note(number, arrays)
            """;

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @BeforeAll
    static void isBuilt() {
        Program.isBuilt();
    }

    @BeforeEach
    void plan() throws IOException {
        Program.saveOften(folder);
        Files.writeString(
                folder.resolve("plan.yaml"),
                """
                seed: 4
                shards: 2
                mux: stochastic
                n_active: 4
                rate: 5
                of: {npz: "%s/digits/*.npz"}
                buffer: {size: 16}
                stop: {batches: %d}
                """
                        .formatted(Run.EXAMPLES, BATCHES));
    }

    @AfterEach
    void nobodyStays() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void aKilledTrainerBehindAKilledJobSeesEachBatchOnceAndInOrder() throws Exception {
        Python python = Python.with("numpy");
        assertThat(readThroughKills(python, LOG + QUEUE_TRAINER, 1))
                .containsExactlyElementsOf(unbroken(python, LOG + QUEUE_TRAINER));
    }

    /** The last 1500 - n · world batches are too few for all ranks; how many those are depends on when the trainer was killed. */
    @Test
    void ranksThatComeAndGoBehindAKilledJobSeeEachBatchOnce() throws Exception {
        Python python = Python.with("numpy");
        List<String> read = readThroughKills(python, LOG + RANKS_TRAINER, 8);
        assertThat(read).hasSizeBetween(BATCHES - 7, BATCHES);
        assertThat(read)
                .containsExactlyElementsOf(unbroken(python, LOG + QUEUE_TRAINER).subList(0, read.size()));
    }

    /**
     * What a trainer notes that is killed again and again, as is the job.
     *
     * @param world the most ranks that let go of a batch each at the same time
     */
    private List<String> readThroughKills(Python python, String program, int world) throws Exception {
        Path log = folder.resolve("log");
        Random random = new Random(SEED);
        List<Integer> trainerKills = kills(random, TRAINER_KILLS);
        List<Integer> jobKills = kills(random, JOB_KILLS);
        Process job = sample("--output", "npz:queue,max_ahead=" + MAX_AHEAD);
        Process trainer = train(python, program, "queue", log);
        long most = 0;
        while (trainer.isAlive()) {
            int seen = lines(log);
            most = Math.max(most, batchFiles(folder.resolve("queue")));
            if (!trainerKills.isEmpty() && seen >= trainerKills.get(0)) {
                trainerKills.remove(0);
                trainer.destroyForcibly().waitFor();
                trainer = train(python, program, "queue", log);
            }
            job = killedAndResumed(job, jobKills, seen);
            Thread.sleep(1);
        }
        assertEnded(job, trainer);
        assertThat(jobKills).isEmpty();
        assertThat(trainerKills).isEmpty();
        // Between the looks of a trainer that lets go and of a job with two writers, one more for each may show.
        assertThat(most).isBetween(1L, MAX_AHEAD + 1L + world);
        return Files.readAllLines(log);
    }

    @Test
    void aTrainerAtASocketSeesEachBatchOfAKilledJobOnce() throws Exception {
        Python python = Python.with("numpy", "zmq", "msgpack");
        Path log = folder.resolve("log");
        int port = freePorts();
        Process job = sample("--output", "zmq:tcp://127.0.0.1:" + port, "--provenance");
        String program = LOG + SOCKET_TRAINER;
        Process trainer = train(python, program, Integer.toString(port), log);
        List<Integer> jobKills = kills(new Random(SEED), JOB_KILLS);
        while (trainer.isAlive()) {
            job = killedAndResumed(job, jobKills, lines(log));
            Thread.sleep(1);
        }
        assertEnded(job, trainer);
        assertThat(jobKills).isEmpty();
        assertThat(Files.readAllLines(log)).containsExactlyElementsOf(unbroken(python, LOG + QUEUE_TRAINER));
    }

    @Test
    void parquetHasEachRowOnce() throws Exception {
        int rows = 400_000; // more than come before the second file
        Files.writeString(
                folder.resolve("plan.yaml"),
                "seed: 4\nshards: 2\nmux: shuffled\nof: {npz: \"" + Run.EXAMPLES + "/digits/*.npz\"}\n");
        Process job = sample("--output", "parquet:rows", "--provenance", "--max-iter", "1G");
        while (job.isAlive() && parts().size() < 3) {
            Thread.sleep(2);
        }
        Program.kill(job);
        assertThat(parts())
                .as("a killed job leaves whole files alone")
                .allSatisfy(part -> ParquetRows.of(part.toString()).open().close());
        long before = numbers().size();
        assertThat(before).isPositive();
        long total = before + rows;
        Run rest = Run.program(folder, Program.command("resume", "state", "--max-iter", Long.toString(total)));
        assertThat(rest.code()).as(() -> String.join("\n", rest.err())).isZero();
        List<Long> numbers = numbers();
        numbers.sort(null);
        assertThat(numbers)
                .containsExactlyElementsOf(LongStream.range(0, total).boxed().toList());
    }

    // ---- helpers

    private static List<Integer> kills(Random random, int count) {
        return new ArrayList<>(random.ints(count, BATCHES / 10, BATCHES * 9 / 10)
                .sorted()
                .boxed()
                .toList());
    }

    private Process sample(String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of("sample", "plan.yaml", "--state", "state", "--parallelism", "2"));
        args.addAll(List.of(more));
        Process job = Program.start(folder, folder.resolve("out"), args.toArray(new String[0]));
        started.add(job);
        return job;
    }

    private Process train(Python python, String program, String where, Path log) throws IOException {
        Process trainer = python.start(
                folder.resolve("trainer.py"),
                program,
                where.matches("\\d+") ? where : folder.resolve(where).toString(),
                log.toString());
        started.add(trainer);
        return trainer;
    }

    /** Kills the job at the next of the given numbers, as soon as it has saved anything, and goes on with another parallelism. */
    private Process killedAndResumed(Process job, List<Integer> kills, int seen) throws Exception {
        if (kills.isEmpty() || seen < kills.get(0)) {
            return job;
        }
        Program.awaitSaved(job, folder.resolve("state"));
        assertThat(job.isAlive())
                .as("the job is not at its end before it is killed")
                .isTrue();
        Program.kill(job);
        kills.remove(0);
        assertThat(folder.resolve("queue/end.json")).doesNotExist();
        Process resumed = Program.start(
                folder,
                folder.resolve("out"),
                "resume",
                "state",
                "--parallelism",
                Integer.toString(1 + kills.size() % 2));
        started.add(resumed);
        return resumed;
    }

    private void assertEnded(Process job, Process trainer) throws Exception {
        assertThat(trainer.exitValue()).as(read("trainer.py.out")).isZero();
        assertThat(job.waitFor()).as(read("err")).isZero();
    }

    /** What a trainer notes of a run that nothing happens to. */
    private List<String> unbroken(Python python, String program) throws Exception {
        Run run = Run.program(folder, Program.command("sample", "plan.yaml", "--output", "npz:whole"));
        assertThat(run.code()).as(() -> String.join("\n", run.err())).isZero();
        Path log = folder.resolve("whole.log");
        Process trainer = train(python, program, "whole", log);
        assertThat(trainer.waitFor()).as(read("trainer.py.out")).isZero();
        assertThat(Files.readAllLines(log)).hasSize(BATCHES);
        return Files.readAllLines(log);
    }

    private List<Path> parts() throws IOException {
        if (!Files.exists(folder.resolve("rows"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder.resolve("rows"))) {
            return files.filter(file -> file.getFileName().toString().matches("part-.*\\.parquet"))
                    .toList();
        }
    }

    /** The global numbers of all rows. */
    private List<Long> numbers() throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (Path part : parts()) {
            try (RowReader<Sample> rows = ParquetRows.of(part.toString()).open()) {
                for (long i = 0; i < rows.count(); i++) {
                    Sample row = rows.read(i);
                    numbers.add(
                            row.get("_draw").getLong(0) * 2 + row.get("_shard").getLong(0));
                }
            }
        }
        return numbers;
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

    /** The first of two ports in a row that are free now. */
    private static int freePorts() throws IOException {
        while (true) {
            try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    ServerSocket second =
                            new ServerSocket(first.getLocalPort() + 1, 1, InetAddress.getLoopbackAddress())) {
                return second.getLocalPort() - 1;
            } catch (IOException | IllegalArgumentException e) {
                // The next one is taken: look elsewhere.
            }
        }
    }

    private String read(String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Files.readString(file) : "";
    }
}
