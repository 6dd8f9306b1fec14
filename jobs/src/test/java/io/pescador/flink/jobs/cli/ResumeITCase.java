// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** A run that is stopped goes on with the very next sample: together they give what a run gives that was never stopped. */
class ResumeITCase {

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
        assertThat((before + rest.out()).equals(unbroken())).isTrue();
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
    }

    @Test
    void stateOfAnotherPlanIsRefused() throws Exception {
        plan(100);
        assertThat(Run.of("sample", path("plan.yaml"), "--state", path("state")).code())
                .isZero();
        assertThat(Run.of("sample", path("plan.yaml"), "--state", path("state")))
                .isEqualTo(new Run(
                        2,
                        "",
                        List.of(path("state") + " holds the state of a run already: go on with it by pescador resume "
                                + path("state") + ", or start afresh with --fresh")));
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
                .singleElement()
                .asString()
                .startsWith("state: ")
                .contains("the saved state belongs to another plan: tree ")
                .endsWith(". Resume with the old plan, or start afresh");
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
                                                + ": this run is finished, and nothing is left to go on with. Start another with --fresh")));
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
                .isEqualTo("interrupted and saved. Go on with: pescador resume state\n");
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

    private String unbroken() throws Exception {
        return Run.program(folder, Program.command("sample", "plan.yaml", "--output", "jsonl:-", "--provenance"))
                .out();
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
