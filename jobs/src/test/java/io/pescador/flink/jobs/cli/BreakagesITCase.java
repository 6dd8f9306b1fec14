// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.cli.console.Exit;

import com.example.Breakage;
import com.example.BreakingFiles;
import com.example.BreakingFiles.Operation;
import com.example.Breaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a library or the system throws, and wherever: the line that the user gets names the thing, says why, and has no class names. */
class BreakagesITCase {

    static final String CLASS_OR_TRACE =
            "(?s).*([a-z]\\.[A-Z]\\w*(Exception|Error)|\\w(Exception|Error)\\b|\tat |\\bnull\\b(?! pointer)).*";

    @TempDir
    Path folder;

    private Path plan;
    private String there;

    @BeforeEach
    void makeFiles() throws IOException {
        there = "breaking://" + folder;
        Files.createDirectory(folder.resolve("data"));
        for (String name : List.of("a", "b")) {
            Files.writeString(folder.resolve("data/" + name + ".csv"), "x,y\n1,2\n3,4\n5,6\n");
        }
        plan = Files.writeString(
                folder.resolve("plan.yaml"),
                """
                seed: 1
                mux: stochastic
                n_active: 2
                rate: 2
                of: {csv: "data/*.csv"}
                stop: {samples: 12}
                """);
    }

    @AfterEach
    void mend() {
        BreakingFiles.work();
        Breaks.how = null;
    }

    // ---- before there is a job

    @ParameterizedTest
    @EnumSource(Breakage.class)
    void thePlanIsRead(Breakage how) {
        BreakingFiles.fail(Operation.OPEN, "plan.yaml", how, 0);
        told(
                how,
                how.mistake ? Exit.WRONG : Exit.FAILED,
                there + "/plan.yaml: the plan cannot be read: ",
                "check",
                there + "/plan.yaml");
    }

    // No listing throws a FileNotFoundException with another meaning.
    @ParameterizedTest
    @EnumSource(value = Breakage.class, mode = EnumSource.Mode.MATCH_NONE, names = ".*_OLD")
    void filesAreListed(Breakage how) {
        BreakingFiles.fail(Operation.LIST, "data", how, 0);
        int code = how.mistake ? Exit.WRONG : Exit.FAILED;
        told(how, code, there + "/plan.yaml:5: data/*.csv cannot be searched: ", "check", there + "/plan.yaml");
        BreakingFiles.fail(Operation.LIST, "data", how, 0);
        told(how, code, there + "/data/*.csv cannot be searched: ", "init", there + "/data/*.csv");
    }

    @ParameterizedTest
    @EnumSource(Breakage.class)
    void aFileIsTried(Breakage how) {
        int code = how.process ? Exit.FAILED : Exit.UNREADABLE;
        for (Operation operation : List.of(Operation.OPEN, Operation.READ)) {
            BreakingFiles.fail(operation, "a.csv", how, 0);
            told(how, code, "a.csv: ", "check", there + "/plan.yaml");
            BreakingFiles.fail(operation, "a.csv", how, 0);
            told(how, code, "a.csv: ", "init", there + "/data/a.csv");
        }
    }

    // ---- in a job

    @ParameterizedTest
    @MethodSource("rows")
    void rowsAreRead(Breakage how) throws IOException {
        // Once for the pattern's first row, once more for the whole file.
        BreakingFiles.fail(Operation.OPEN, "a.csv", how, 1);
        told(
                how,
                Exit.FAILED,
                there + "/plan.yaml: stream 0: item 0: " + there + "/data/a.csv: ",
                "sample",
                there + "/plan.yaml");
    }

    @ParameterizedTest
    @MethodSource("rowsWithoutAMux")
    void rowsAreReadOfAPlanWithoutAMux(Breakage how) throws IOException {
        Files.writeString(plan, "csv: data/a.csv\nseed: 1\n");
        BreakingFiles.fail(Operation.OPEN, "a.csv", how, 1);
        told(
                how,
                Exit.FAILED,
                there + "/plan.yaml: item 0: " + there + "/data/a.csv: ",
                "sample",
                there + "/plan.yaml");
    }

    @ParameterizedTest
    @MethodSource("classes")
    void classesOfTheAuthorsAreCalled(Breakage how) throws IOException {
        Files.writeString(plan, "csv: data/a.csv\nseed: 1\nmap: com.example.Breaks\n");
        Breaks.how = how;
        told(
                how,
                Exit.FAILED,
                there + "/plan.yaml: " + there + "/plan.yaml:3: map com.example.Breaks failed: ",
                "sample",
                there + "/plan.yaml");
    }

    static Stream<Arguments> outputs() {
        List<String> outputs = List.of("npz:%s/out", "jsonl:%s/out.jsonl", "jsonl:%s/out/", "parquet:%s/out");
        return IntStream.range(0, outputs.size()).boxed().flatMap(i -> part(i, outputs.size(), kinds())
                .map(how -> Arguments.of(outputs.get(i), how)));
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void theOutputIsWritten(String output, Breakage how) {
        BreakingFiles.fail(Operation.WRITE, output.startsWith("npz") ? "batch-" : "out", how, 0);
        String to = output.formatted(there);
        // The queue's writer does not know of memory running out.
        boolean named = output.startsWith("npz") && how != Breakage.MEMORY;
        String thing = named ? "batch-000000000.npz cannot be written: " : "writing to " + to + " failed: ";
        told(how, Exit.FAILED, thing, "sample", there + "/plan.yaml", "--output", to);
    }

    @ParameterizedTest
    @MethodSource("some")
    void theTrainersCursorIsReadBeforeThereIsAJob(Breakage how) throws IOException {
        Files.createDirectory(folder.resolve("out"));
        Files.writeString(folder.resolve("out/cursor"), "0");
        BreakingFiles.fail(Operation.READ, "cursor", how, 0);
        told(
                how,
                how.mistake ? Exit.WRONG : Exit.FAILED,
                how == Breakage.MEMORY ? "/out,max_ahead=2: " : "out/cursor cannot be read: ",
                "sample",
                there + "/plan.yaml",
                "--output",
                "npz:" + there + "/out,max_ahead=2");
    }

    @ParameterizedTest
    @MethodSource("cursor")
    void theTrainersCursorIsRead(Breakage how) throws IOException {
        Files.createDirectory(folder.resolve("out"));
        Files.writeString(folder.resolve("out/cursor"), "0");
        // Twice in two operations each before the job, when the directory is claimed.
        BreakingFiles.fail(Operation.READ, "cursor", how, 4);
        told(
                how,
                Exit.FAILED,
                how == Breakage.MEMORY ? "/out,max_ahead=2 failed: " : "out/cursor cannot be read: ",
                "sample",
                there + "/plan.yaml",
                "--output",
                "npz:" + there + "/out,max_ahead=2");
    }

    static Stream<Breakage> rows() {
        return part(0, 4, some());
    }

    static Stream<Breakage> rowsWithoutAMux() {
        return part(1, 4, some());
    }

    static Stream<Breakage> classes() {
        return part(2, 4, some());
    }

    static Stream<Breakage> cursor() {
        return part(3, 4, some());
    }

    /**
     * Each place has some of the kinds and each kind some place, since a job takes seconds; with {@code -Dbreakages=all}, each kind at each
     * place.
     */
    private static Stream<Breakage> part(int place, int places, Stream<Breakage> kinds) {
        List<Breakage> all = kinds.toList();
        return "all".equals(System.getProperty("breakages"))
                ? all.stream()
                : IntStream.range(0, all.size())
                        .filter(i -> i % places == place)
                        .mapToObj(all::get);
    }

    static Stream<Breakage> kinds() {
        return Stream.of(
                Breakage.FULL,
                Breakage.DENIED,
                Breakage.UNREACHABLE,
                Breakage.EARLY,
                Breakage.MEMORY,
                Breakage.NULL,
                Breakage.SILENT);
    }

    static Stream<Breakage> some() {
        return Stream.concat(kinds(), Stream.of(Breakage.NUMBER, Breakage.CLOSED, Breakage.TRACE));
    }

    private static void told(Breakage how, int code, String thing, String... command) {
        Run run = Run.of(command);
        List<String> lines = run.err().stream()
                .filter(line -> !line.startsWith("repeat with: "))
                .toList();
        assertThat(lines).as(Arrays.toString(command)).hasSize(1);
        assertThat(lines.get(0)).contains(thing, how.words).doesNotMatch(CLASS_OR_TRACE);
        assertThat(lines.get(0).split(java.util.regex.Pattern.quote(how.words), -1))
                .as("said once: " + lines.get(0))
                .hasSize(2);
        assertThat(run.code()).as(lines.get(0)).isEqualTo(code);
        assertThat(run.out()).isEmpty();
    }
}
