// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** State that is copied, put back, or resumed twice names the same output: no line may come there again. */
class CopiedStateITCase {

    private static final int SAMPLES = 4_000;

    /** Killed runs come nowhere near their end. */
    private static final String PAUSE_MILLIS = "20";

    private static final String CLASSES =
            Path.of("target/test-classes").toAbsolutePath().toString();

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
                "seed: 4\nshards: 2\nprovenance: true\nclass: " + Paced.class.getName() + "\nstop: {samples: " + SAMPLES
                        + "}\n");
    }

    @AfterEach
    void nobodyStays() {
        started.forEach(Process::destroyForcibly);
    }

    @ParameterizedTest
    @EnumSource(names = {"FILE", "LINES", "QUEUE"})
    void aCopyGoesOnInsteadOfTheOriginal(SoakOutput output) throws Exception {
        killed(output);
        copy("state", "state2");
        done(resume("state2"));
        assertHasEachOnce(output);
        Run late = resume("state");
        if (output == SoakOutput.LINES) {
            assertThat(late.code()).isEqualTo(2);
            assertThat(late.err())
                    .last()
                    .asString()
                    .matches(
                            "state is older than what is in out/, whose last files were written with checkpoint [0-9]+,"
                                    + " while the state is that of [0-9]+: they would be written twice\\. .*");
        } else {
            done(late); // it gives the same lines, and the same batches
        }
        assertHasEachOnce(output);
    }

    /** As after {@code cp -r} without its option for times, or with a clock that went back. */
    @Test
    void timesOfFilesHaveNoSay() throws Exception {
        killed(SoakOutput.LINES);
        try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() + 3_600_000));
            }
        }
        killed(start("resume", "state"), 2);
        done(resume("state"));
        assertHasEachOnce(SoakOutput.LINES);
    }

    @Test
    void whileOneProcessGoesOnAnotherIsRefused() throws Exception {
        killed(SoakOutput.LINES);
        Process first = start("resume", "state");
        awaitSaved(first, 2);
        Run second = resume("state");
        assertThat(second.code()).isEqualTo(2);
        assertThat(second.err())
                .containsExactly("state is in use by process " + first.pid()
                        + ": wait until it has ended, or end it with: kill " + first.pid());
        copy("state", "state2");
        Run copy = resume("state2");
        assertThat(copy.code()).isEqualTo(2);
        assertThat(copy.err())
                .containsExactly("out/ is in use by process " + first.pid()
                        + ": wait until it has ended, or end it with: kill " + first.pid());
        Run fresh = program("sample", "plan.yaml", "--state", "state", "--fresh", "--output", "jsonl:other/");
        assertThat(fresh.err()).containsExactly(second.err().get(0));
        Program.kill(first);
        done(resume("state"));
        assertHasEachOnce(SoakOutput.LINES);
    }

    /** A byte of a shard's state is changed where it is kept. */
    @Test
    void damageNamesItsPlaceAndWhatWasSavedBefore() throws Exception {
        killed(SoakOutput.FILE);
        Path checkpoints = folder.resolve("state/checkpoints/1");
        long last = last(checkpoints);
        Path damaged = checkpoint(checkpoints, last);
        byte[] bytes = Files.readAllBytes(damaged.resolve("_metadata"));
        // The plan's fingerprint is part of each saved shard.
        bytes[new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("ItemsStreamer")] ^= 1;
        Files.write(damaged.resolve("_metadata"), bytes);

        Run refused = resume("state");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .last()
                .asString()
                .startsWith("state: the saved state of shard-")
                .contains(" is damaged: ")
                .contains("It lies in " + damaged + ". Remove that directory to resume from what was saved before it, "
                        + checkpoint(checkpoints, last - 1));

        Files.move(damaged, folder.resolve("damaged"));
        done(resume("state"));
        assertHasEachOnce(SoakOutput.FILE);
    }

    private static Path checkpoint(Path checkpoints, long number) throws IOException {
        try (Stream<Path> files = Files.walk(checkpoints)) {
            return files.filter(file -> file.endsWith("chk-" + number))
                    .findFirst()
                    .orElseThrow()
                    .toRealPath();
        }
    }

    // ---- helpers

    /** A run that was killed when some of it was saved. */
    private void killed(SoakOutput output) throws Exception {
        String plan = "plan.yaml";
        if (output.isOfBatches()) {
            plan = "batches.yaml";
            String text = Files.readString(folder.resolve("plan.yaml"));
            Files.writeString(folder.resolve(plan), text + "buffer: {size: 4}\n");
        }
        killed(start("sample", plan, "--state", "state", "--output", output.flag), 1);
    }

    private void killed(Process process, int turn) throws Exception {
        awaitSaved(process, turn);
        Program.kill(process);
    }

    /** Until a process has saved twice: the first time there may be no sample yet. */
    private void awaitSaved(Process process, int turn) throws Exception {
        Path checkpoints = folder.resolve("state/checkpoints/" + turn);
        long first = 0;
        for (long last = 0; process.isAlive() && last <= first + 1; last = last(checkpoints)) {
            first = first == 0 ? last : first;
            process.waitFor(2, TimeUnit.MILLISECONDS);
        }
    }

    /** The number of the last checkpoint of a turn; 0: none yet. */
    private static long last(Path checkpoints) throws IOException {
        if (!Files.exists(checkpoints)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(checkpoints)) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .map(file -> file.getParent().getFileName().toString())
                    .mapToLong(name -> Long.parseLong(name.substring("chk-".length())))
                    .max()
                    .orElse(0);
        } catch (UncheckedIOException e) {
            return 0; // one was removed meanwhile
        }
    }

    private void assertHasEachOnce(SoakOutput output) throws Exception {
        Path whole = folder.resolve("whole");
        if (!Files.exists(whole)) {
            Files.createDirectory(whole);
            String plan = output.isOfBatches() ? "batches.yaml" : "plan.yaml";
            String to = output.isOfBatches() ? "npz:whole/out" : "jsonl:whole/out.jsonl";
            done(program("sample", plan, "--output", to));
        }
        // Compared as a whole: a description of the difference would be as long as both.
        assertThat(output.records(folder).equals(output.expected(whole))).isTrue();
    }

    private Process start(String... args) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Program.command(args))
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("stdout").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("PESCADOR_LOG", folder.resolve("log").toString());
        builder.environment().put("FLINK_CONF_DIR", folder.resolve("conf").toString());
        builder.environment().put("PESCADOR_CLASSPATH", CLASSES);
        builder.environment().put(Paced.MILLIS, PAUSE_MILLIS);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private Run resume(String state, String... more) throws Exception {
        List<String> args = new ArrayList<>(List.of("resume", state));
        args.addAll(List.of(more));
        return program(args.toArray(new String[0]));
    }

    private Run program(String... args) throws Exception {
        return Run.program(folder, Map.of("PESCADOR_CLASSPATH", CLASSES), Program.command(args));
    }

    private static void done(Run run) {
        assertThat(run.code()).as(() -> String.join("\n", run.err())).isZero();
    }

    private void copy(String from, String to) throws Exception {
        assertThat(new ProcessBuilder("cp", "-r", from, to)
                        .directory(folder.toFile())
                        .start()
                        .waitFor())
                .isZero();
    }
}
