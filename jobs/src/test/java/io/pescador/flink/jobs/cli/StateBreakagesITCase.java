// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.cli.console.Exit;

import com.example.Breakage;
import com.example.BreakingFiles;
import com.example.BreakingFiles.Operation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** As {@link BreakagesITCase}, where state is saved and read. */
class StateBreakagesITCase {

    /** A run that was killed when it had saved some state. */
    @TempDir
    static Path folder;

    @BeforeAll
    static void run() throws Exception {
        Program.isBuilt();
        Files.createDirectory(folder.resolve("data"));
        Files.writeString(folder.resolve("data/a.csv"), "x,y\n1,2\n3,4\n");
        Files.writeString(folder.resolve("plan.yaml"), "csv: data/a.csv\nseed: 1\ncycle: true\n");
        Program.saveOften(folder);
        Process process = Program.start(
                folder, folder.resolve("out"), "sample", folder + "/plan.yaml", "--state", folder + "/state");
        Program.awaitSaved(process, folder.resolve("state"));
        Program.kill(process);
    }

    @AfterEach
    void mend() {
        BreakingFiles.work();
    }

    // ---- reading

    @ParameterizedTest
    @EnumSource(
            value = Breakage.class,
            names = {"DENIED", "UNREACHABLE", "EARLY", "DEVICE", "MEMORY", "NULL", "SILENT", "TRACE"})
    void whatWasRunIsRead(Breakage how) {
        BreakingFiles.fail(Operation.READ, "run.properties", how, 0);
        resumed(how.words, "breaking://" + folder + "/state", "breaking://" + folder + "/state");
    }

    @ParameterizedTest
    @EnumSource(
            value = Breakage.class,
            names = {"DENIED", "UNREACHABLE", "EARLY", "DEVICE", "MEMORY", "NULL", "SILENT", "TRACE"})
    void theSavedStateIsRead(Breakage how) {
        BreakingFiles.fail(Operation.READ, "_metadata", how, 0);
        resumed(
                how.words,
                "breaking://" + folder + "/state: reading the saved state failed: ",
                "breaking://" + folder + "/state");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 10, 50})
    void savedStateThatIsCutOff(int bytes) throws IOException {
        Path copy = copy("cut-" + bytes);
        Path metadata = metadata(copy);
        Files.write(metadata, Arrays.copyOf(Files.readAllBytes(metadata), bytes));
        resumed("it ends too early: it is damaged", copy + ": reading the saved state failed: ", copy.toString());
    }

    @Test
    void savedStateThatIsAnotherThing() throws IOException {
        Path copy = copy("other");
        Files.writeString(metadata(copy), "This is a text, and no state at all.".repeat(9));
        resumed("", copy + ": reading the saved state failed: ", copy.toString());
    }

    // ---- saving

    @ParameterizedTest
    @EnumSource(
            value = Breakage.class,
            names = {"FULL", "DENIED", "UNREACHABLE"})
    void theFirstStateIsWritten(Breakage how) {
        String state = "breaking://" + folder + "/begun-" + how;
        BreakingFiles.fail(Operation.CREATE, "begun-", how, 0);
        told(
                Run.of("sample", folder + "/plan.yaml", "--state", state),
                how.words,
                state + " cannot hold the state of a run: ");
    }

    @ParameterizedTest
    @EnumSource(
            value = Breakage.class,
            names = {"FULL", "DENIED", "UNREACHABLE"})
    void stateIsSaved(Breakage how) throws Exception {
        String state = "breaking://" + folder + "/state-" + how;
        Run run = sampled(state, "-Dbreaking=CREATE,state-" + how + "/checkpoints," + how);
        told(run, how.words, "plan.yaml: state could not be saved in " + state + " several times in a row: ");
        assertThat(run.err())
                .filteredOn(line -> line.startsWith("resume with: "))
                .hasSize(1);
    }

    private static Run sampled(String state, String option) throws Exception {
        return Run.program(
                folder,
                Map.of(
                        "PESCADOR_CLASSPATH",
                        Path.of("target/test-classes").toAbsolutePath().toString(),
                        "PESCADOR_JAVA_OPTS",
                        option),
                Program.command("sample", "plan.yaml", "--state", state));
    }

    // ---- helpers

    private static void resumed(String words, String thing, String state) {
        told(Run.of("resume", state), words, thing);
    }

    private static void told(Run run, String words, String thing) {
        List<String> lines = run.err().stream()
                .filter(line -> !line.startsWith("resume with: "))
                .toList();
        assertThat(lines).as(String.join("|", run.err())).hasSize(1);
        assertThat(lines.get(0)).contains(thing, words).doesNotMatch(BreakagesITCase.CLASS_OR_TRACE);
        assertThat(run.code()).as(lines.get(0)).isIn(Exit.FAILED, Exit.WRONG);
    }

    private static Path copy(String name) throws IOException {
        Path copy = folder.resolve(name);
        try (var files = Files.walk(folder.resolve("state"))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(folder.resolve("state").relativize(file)));
            }
        }
        return copy;
    }

    private static Path metadata(Path state) throws IOException {
        try (var files = Files.walk(state)) {
            List<Path> all = files.filter(file -> file.endsWith("_metadata")).toList();
            for (Path other : all.subList(1, all.size())) {
                Files.delete(other);
            }
            return all.get(0);
        }
    }
}
