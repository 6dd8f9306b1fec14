// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.streamer.spi.Seeds;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** A run that is stopped goes on with the very next sample: together they give what a run gives that was never stopped. */
class ResumeITCase {

    private static final String CLASSES =
            Path.of("target/test-classes").toAbsolutePath().toString();

    @TempDir
    Path folder;

    @BeforeAll
    static void isBuilt() {
        Program.isBuilt();
    }

    @Test
    void ctrlCSavesAndResumeGoesOn() throws Exception {
        plan(2_000_000);
        Path first = interrupted();
        Run rest = Run.program(folder, Program.command("resume", "state", "--parallelism", "1"));
        assertThat(rest.code()).as(() -> String.join("\n", rest.err())).isZero();
        String before = Files.readString(first);
        assertThat(before.lines().count()).isBetween(1L, 1_999_999L);
        // Compared as a whole: a description of the difference would be as long as both.
        Run unbroken = unbroken();
        assertThat((before + rest.out()).equals(unbroken.out())).isTrue();
        // What is told at the end is told of the whole run.
        assertThat(rest.err())
                .first()
                .asString()
                .contains(": 2,000,000 samples, seed 4, ")
                .endsWith(" s since it was resumed");
        assertThat(rest.err().subList(1, rest.err().size()))
                .isEqualTo(unbroken.err().subList(1, unbroken.err().size()))
                .last()
                .isEqualTo("repeat with: pescador sample plan.yaml --seed 4 --output jsonl:- --provenance");
    }

    @Test
    void afterAKillTheFileHasEachLineOnce() throws Exception {
        plan(1_000_000_000); // it does not end before it is killed
        Program.saveOften(folder);
        Path out = folder.resolve("out.jsonl");
        Process process = Program.start(
                folder,
                folder.resolve("none"),
                "sample",
                "plan.yaml",
                "--state",
                "state",
                "--output",
                "jsonl:out.jsonl",
                "--parallelism",
                "1");
        Program.awaitSaved(process, folder.resolve("state"));
        Program.kill(process);
        assertThat(out).doesNotExist();
        String most = "12M"; // more than comes before the first checkpoint
        Run rest = Run.program(folder, Program.command("resume", "state", "--max-iter", most));
        assertThat(rest.code()).as(() -> String.join("\n", rest.err())).isZero();
        Run whole = Run.program(
                folder, Program.command("sample", "plan.yaml", "--max-iter", most, "--output", "jsonl:whole.jsonl"));
        assertThat(whole.code()).as(() -> String.join("\n", whole.err())).isZero();
        assertThat(Files.mismatch(out, folder.resolve("whole.jsonl"))).isEqualTo(-1);
        assertThat(ReportITCase.sequence(rest)).isEqualTo(ReportITCase.sequence(whole));
    }

    /** A reader had come to the run's end when the other was killed far from it; with a later end, both go on. */
    @Test
    void aLaterEndIsForAllShards() throws Exception {
        long seed = 0;
        while (Held.holds(Seeds.mix(seed, 0)) || !Held.holds(Seeds.mix(seed, 1))) {
            seed++;
        }
        Files.writeString(
                folder.resolve("plan.yaml"), "seed: " + seed + "\nshards: 2\nclass: io.pescador.flink.jobs.cli.Held\n");
        Program.saveOften(folder);
        List<String> command = Program.command(
                "sample",
                "plan.yaml",
                "--max-iter",
                "500",
                "--parallelism",
                "2",
                "--output",
                "jsonl:out.jsonl",
                "--state",
                "state",
                "--provenance");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("FLINK_CONF_DIR", folder.resolve("conf").toString());
        builder.environment().put("PESCADOR_CLASSPATH", CLASSES);
        builder.environment().put(Held.HOLD, "1");
        Process process = builder.start();
        // Shard 0 draws its 250 samples in a moment; the fifth checkpoint is a second after the first readers were
        // there.
        Program.awaitSaved(process, folder.resolve("state"), 5);
        Program.kill(process);
        Run rest = Run.program(
                folder,
                Map.of("PESCADOR_CLASSPATH", CLASSES),
                Program.command("resume", "state", "--max-iter", "1000"));
        assertThat(rest.code()).as(() -> String.join("\n", rest.err())).isZero();
        Run whole = Run.program(
                folder,
                Map.of("PESCADOR_CLASSPATH", CLASSES),
                Program.command(
                        "sample", "plan.yaml", "--max-iter", "1000", "--output", "jsonl:whole.jsonl", "--provenance"));
        assertThat(folder.resolve("out.jsonl")).hasSameTextualContentAs(folder.resolve("whole.jsonl"));
        assertThat(ReportITCase.sequence(rest)).isEqualTo(ReportITCase.sequence(whole));
    }

    @Test
    void stateOfAnotherPlanIsRefused() throws Exception {
        plan(100);
        assertThat(Run.of("sample", path("plan.yaml"), "--state", path("state")).code())
                .isZero();
        assertThat(Run.of("sample", path("plan.yaml"), "--state", path("state")))
                .isEqualTo(new Run(
                        0,
                        "",
                        List.of(path("state")
                                + ": this run is finished, and nothing was drawn. Begin another with --fresh")));
        assertThat(Run.of("sample", path("plan.yaml"), "--state", path("state"), "--seed", "5", "--provenance"))
                .isEqualTo(new Run(
                        2,
                        "",
                        List.of(path("state") + " is the state of another plan: seed 4 → 5, with --provenance now."
                                + " Resume with the old plan, or start afresh with: pescador sample "
                                + path("plan.yaml") + " --state " + path("state") + " --fresh")));
        assertThat(Run.of("sample", path("plan.yaml"), "--state", path("state"), "--output", "jsonl:" + path("x"))
                        .err())
                .singleElement()
                .asString()
                .contains("output none → jsonl:" + path("x"));
        assertThat(Run.of("resume", path("nowhere")))
                .isEqualTo(new Run(
                        2,
                        "",
                        List.of(path("nowhere")
                                + " holds no state of a run: begin one with pescador sample PLAN --state "
                                + path("nowhere"))));
    }

    @Test
    void anotherTreeIsRefused() throws Exception {
        plan(100_000_000);
        interrupted();
        Path plan = folder.resolve("plan.yaml");
        Files.writeString(plan, Files.readString(plan).replace("rate: 5", "rate: 6"));
        Run run = Run.program(folder, Program.command("resume", "state"));
        assertThat(run.code()).as(() -> String.join("\n", run.err())).isEqualTo(2);
        assertThat(run.err())
                .containsExactly(
                        "state is the state of another plan: rate 5 → 6. Resume with the old plan, or start afresh"
                                + " with: pescador sample plan.yaml --state state --fresh");
    }

    @Test
    void aFinishedRunHasNothingLeft() throws Exception {
        plan(100);
        assertThat(Run.of("sample", path("plan.yaml"), "--state", path("state")).code())
                .isZero();
        assertThat(Run.of("resume", path("state")))
                .isEqualTo(
                        new Run(
                                2,
                                "",
                                List.of(
                                        path("state")
                                                + ": this run is finished, and there is nothing to resume. Start another with --fresh")));
    }

    /** As after a kill when Flink has removed the state of a finished job. */
    @Test
    void aRunThatLacksOnlyItsMarkIsFinished() throws Exception {
        plan(100);
        String[] sample = {"sample", path("plan.yaml"), "--state", path("state"), "--output", "jsonl:" + path("out")};
        assertThat(Run.of(sample).code()).isZero();
        List<String> lines = Files.readAllLines(folder.resolve("out"));
        Files.delete(folder.resolve("state/finished"));
        assertThat(Run.of("resume", path("state"), "--max-iter", "200").err())
                .containsExactly(
                        path("state") + ": this run had drawn its last sample before it was killed, and can only be"
                                + " finished: leave out --max-iter");
        assertThat(Run.of("resume", path("state")))
                .isEqualTo(new Run(
                        0,
                        "",
                        List.of(path("state") + ": this run had ended before it was stopped; nothing more was drawn")));
        assertThat(folder.resolve("state/finished")).exists();
        assertThat(Files.readAllLines(folder.resolve("out"))).isEqualTo(lines).hasSize(100);
    }

    @ParameterizedTest
    @CsvSource({"jsonl:%s", "npz:%s"})
    @Timeout(120)
    void whereNothingWasSavedTheRunBeginsAgain(String output) throws Exception {
        plan(100);
        Files.writeString(folder.resolve("plan.yaml"), "buffer: {size: 10}\n", StandardOpenOption.APPEND);
        String to = output.formatted(path("out"));
        assertThat(Run.of("sample", path("plan.yaml"), "--state", path("state"), "--max-iter", "10", "--output", to)
                        .code())
                .isZero();
        Path file = output.startsWith("npz") ? folder.resolve("out/batch-000000009.npz") : folder.resolve("out");
        byte[] before = Files.readAllBytes(file);
        removeCheckpoints();
        try (java.util.stream.Stream<Path> files = Files.walk(folder.resolve("state"))) {
            for (Path marks : files.filter(mark -> mark.getFileName().toString().matches("ended-.*|finished"))
                    .toList()) {
                Files.delete(marks);
            }
        }
        Run again = Run.of("resume", path("state"));
        assertThat(again.code()).as(() -> String.join("\n", again.err())).isZero();
        assertThat(file).hasBinaryContent(before);
    }

    /** Flink may remove the checkpoints of a finished job after it has said that the job is finished, or be stopped before. */
    private void removeCheckpoints() throws Exception {
        boolean isThere = true;
        while (isThere) {
            try (java.util.stream.Stream<Path> files = Files.walk(folder.resolve("state"))) {
                List<Path> checkpoints = files.filter(file -> file.toString().contains("chk-"))
                        .sorted(java.util.Comparator.reverseOrder())
                        .toList();
                isThere = !checkpoints.isEmpty();
                for (Path file : checkpoints) {
                    Files.deleteIfExists(file);
                }
            } catch (java.io.UncheckedIOException | java.nio.file.DirectoryNotEmptyException e) {
                continue; // Flink is at it, too
            }
        }
    }

    @Test
    void anEndThatWasPassedIsRefusedAndNothingIsLost() throws Exception {
        plan(2_000_000);
        Path first = interrupted();
        Run run = Run.program(folder, Program.command("resume", "state", "--max-iter", "10"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .singleElement()
                .asString()
                .matches(
                        "state: [0-9]+ samples were drawn before, and the run is to end after 10: resume with a later end");
        // The command that began it goes on with it.
        Run rest = Run.program(
                folder,
                Program.command(
                        "sample",
                        "plan.yaml",
                        "--state",
                        "state",
                        "--output",
                        "jsonl:-",
                        "--provenance",
                        "--parallelism",
                        "1"));
        assertThat(rest.err())
                .first()
                .isEqualTo("state: goes on where a run of this plan stopped. To begin anew: --fresh");
        assertThat((Files.readString(first) + rest.out()).equals(unbroken().out()))
                .isTrue();
    }

    @Test
    void aFinishedRunIsNotMadeLonger() throws Exception {
        plan(100);
        Run.of("sample", path("plan.yaml"), "--state", path("state"));
        assertThat(Run.of("resume", path("state"), "--max-iter", "200"))
                .isEqualTo(new Run(
                        2,
                        "",
                        List.of(path("state")
                                + ": this run is finished, and there is nothing to resume. A longer one begins"
                                + " with the same samples: pescador sample " + path("plan.yaml")
                                + " --seed 4 --max-iter 200 --state " + path("state") + " --fresh")));
    }

    /** What the running plan cannot tell apart, its words do. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            fields: {n: a}                    | fields: {n: b}                 | streams[1].fields.n a → b
            fields: {n: a}                    | fields: {n: a, m: b}           | streams[1].fields.m not there → b
            types: {a: int32}                 | types: {a: int64}              | streams[1].types.a int32 → int64
            fields: {value: a}, map: io.pescador.flink.plan.Doubling | fields: {value: a} | streams[1].map io.pescador.flink.plan.Doubling → left out
            stop: {epochs: 2}                 | stop: {epochs: 3}              | stop.epochs 2 → 3
            seed: 3                           | seed: 4                        | seed 3 → 4
            items: [1, 2]                     | items: [1, 3]                  | streams[0].items [1, 2] → [1, 3]
            output: "jsonl:a"                 | output: "jsonl:b"              |
            stop: {samples: 5}                | stop: {samples: 6}             |
            """)
    void otherWordsAreRefused(String before, String after, String difference) throws Exception {
        Files.writeString(folder.resolve("t.csv"), "a,b\n1,2\n3,4\n");
        Run first = Run.of("sample", words(before), "--state", path("state"));
        assertThat(first.code()).as(() -> String.join("\n", first.err())).isZero();
        String plan = words(after);
        Run run = Run.of("resume", path("state"));
        assertThat(run.err())
                .containsExactly(
                        difference == null
                                ? path("state")
                                        + ": this run is finished, and there is nothing to resume. Start another with --fresh"
                                : path("state") + " is the state of another plan: " + difference
                                        + ". Resume with the old plan, or start afresh with: pescador sample " + plan
                                        + " --state "
                                        + path("state") + " --fresh");
        assertThat(run.code()).isEqualTo(2);
    }

    /** A plan that has the line given in the place where it belongs. */
    private String words(String line) throws IOException {
        boolean job = line.matches("(stop|seed|output).*");
        String items = line.startsWith("items") ? line : "items: [1, 2]";
        String leaf = job || line.startsWith("items") ? "" : ", " + line;
        String text = "mux: round_robin\nstreams:\n  - {" + items + "}\n  - {csv: t.csv" + leaf + "}\n"
                + (job ? line + "\n" : "");
        return Files.writeString(folder.resolve("plan.yaml"), text).toString();
    }

    @Test
    void otherFilesAreRefused() throws Exception {
        Files.createDirectory(folder.resolve("data"));
        for (int digit = 0; digit < 3; digit++) {
            Files.copy(
                    Run.EXAMPLES.resolve("digits/digit-" + digit + ".npz"), folder.resolve("data/" + digit + ".npz"));
        }
        Files.writeString(folder.resolve("plan.yaml"), "mux: shuffled\nof: {npz: data/*.npz}\nstop: {samples: 10}\n");
        assertThat(Run.of("sample", path("plan.yaml"), "--state", path("state")).code())
                .isZero();
        Files.move(folder.resolve("data/2.npz"), folder.resolve("data/3.npz"));
        Run run = Run.of("resume", path("state"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .containsExactly(path("state") + " is the state of a run over other files: pool +1 −1 files (first: "
                        + path("data/3.npz") + "). Put them back, or start afresh with: pescador sample "
                        + path("plan.yaml") + " --state " + path("state") + " --fresh");
    }

    // ---- helpers

    private Path interrupted() throws Exception {
        Path first = folder.resolve("first");
        String[] args = {
            "sample", "plan.yaml", "--state", "state", "--output", "jsonl:-", "--provenance", "--parallelism", "2"
        };
        Process process = Program.start(folder, first, args);
        waitFor(process, first);
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(folder.resolve("err")))
                .isEqualTo("interrupted and saved. Resume with: pescador resume state\n");
        assertThat(process.exitValue()).isEqualTo(130);
        return first;
    }

    private void plan(int samples) throws IOException {
        Files.writeString(
                folder.resolve("plan.yaml"),
                """
                seed: 4
                shards: 2
                mux: stochastic
                n_active: 4
                rate: 5
                weights: [1, 2, 3, 4]
                streams:
                  - {items: [a, b, c, d, e], cycle: true}
                  - {items: [f, g, h, i, j, k], cycle: true}
                  - {items: [l, m, n, o], cycle: true}
                  - {items: [p, q, r, s, t, u, v], cycle: true}
                stop: {samples: %d}
                """
                        .formatted(samples));
    }

    private Run unbroken() throws Exception {
        return Run.program(folder, Program.command("sample", "plan.yaml", "--output", "jsonl:-", "--provenance"));
    }

    private static void waitFor(Process process, Path out) throws IOException {
        while (process.isAlive() && Files.size(out) < 100_000) {
            Thread.onSpinWait();
        }
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }
}
