// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.output;

import org.apache.flink.core.fs.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A process may die before and after the file gets its name; what it saved serves in both cases. */
class LineFileTest {

    @TempDir
    java.nio.file.Path folder;

    private java.nio.file.Path file;
    private Path path;

    @BeforeEach
    void name() {
        file = folder.resolve("out.jsonl");
        path = new Path(file.toUri());
    }

    @Test
    void goesOnWhereItWasSaved() throws IOException {
        LineFile first = LineFile.begin(path);
        write(first, "a\n");
        byte[] saved = first.save();
        write(first, "b\nlater");
        first.leave();
        LineFile rest = LineFile.resume(path, saved);
        write(rest, "b\nc\n");
        rest.finish();
        assertThat(file).hasContent("a\nb\nc\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\n", "a\nb\nc\n"})
    void aWholeFileTakesWhatItHas(String before) throws IOException {
        byte[] saved = wholeFile(before, "a\nb\nc\n".substring(before.length()));
        LineFile again = LineFile.resume(path, saved);
        write(again, "a\nb\nc\n".substring(before.length()));
        again.finish();
        assertThat(file).hasContent("a\nb\nc\n");
    }

    @Test
    void aWholeFileIsSavedAgain() throws IOException {
        byte[] saved = wholeFile("a\n", "b\nc\n");
        LineFile again = LineFile.resume(path, saved);
        write(again, "b\n");
        byte[] later = again.save();
        again.leave();
        LineFile last = LineFile.resume(path, later);
        write(last, "c\n");
        last.finish();
        assertThat(file).hasContent("a\nb\nc\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x\n", "b\nx\n", "b\nc\nd\n"})
    void aWholeFileTakesNothingElse(String other) throws IOException {
        LineFile again = LineFile.resume(path, wholeFile("a\n", "b\nc\n"));
        assertThatThrownBy(() -> write(again, other))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(path + " was whole already, and has other lines after 2 bytes");
        again.leave();
        assertThat(file).hasContent("a\nb\nc\n");
    }

    @Test
    void anEarlierEndIsNoEnd() throws IOException {
        LineFile again = LineFile.resume(path, wholeFile("a\n", "b\nc\n"));
        write(again, "b\n");
        assertThatThrownBy(again::finish).hasMessageStartingWith(path + " has 6 bytes, and what came ends at 4: ");
    }

    @Test
    void whatIsGoneIsTold() throws IOException {
        byte[] saved = wholeFile("a\n", "b\n");
        Files.delete(file);
        assertThatThrownBy(() -> LineFile.resume(path, saved))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        path + " cannot be resumed after 2 B: what was written of it is gone (File Not Found: ")
                .hasMessageEndingWith("). Put it back, or start afresh with --fresh");
    }

    private byte[] wholeFile(String before, String after) throws IOException {
        LineFile first = LineFile.begin(path);
        write(first, before);
        byte[] saved = first.save();
        write(first, after);
        first.finish();
        return saved;
    }

    private static void write(LineFile file, String text) throws IOException {
        file.stream().write(text.getBytes(StandardCharsets.UTF_8));
    }
}
