// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.cli.console.Exit;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/** A process that runs out of memory, wherever that is, ends with one line that says what helps. */
class MemoryITCase {

    @TempDir
    Path folder;

    /** Before the command line is read; before the plan is; where Flink starts; where a file is read that is larger than the heap. */
    @ParameterizedTest
    @CsvSource({"8, small", "16, small", "32, small", "64, small", "16, large", "64, large"})
    void itEnds(int megabytes, String plan) throws Exception {
        Files.writeString(folder.resolve("small.csv"), "x\n1\n2\n");
        Files.writeString(folder.resolve("small.yaml"), "csv: small.csv\ncycle: true\n");
        // One line, so that it is one sample; it must not compress well.
        StringBuilder line = new StringBuilder(80 << 20);
        Random random = new Random(1);
        while (line.length() < 80 << 20) {
            line.append(Long.toHexString(random.nextLong()));
        }
        Files.writeString(folder.resolve("large.txt"), line.append("\n"));
        Files.writeString(folder.resolve("large.yaml"), "text: large.txt\ncycle: true\n");
        Run run = Run.program(
                folder,
                Map.of("PESCADOR_JAVA_OPTS", "-Xmx" + megabytes + "m"),
                Program.command("sample", plan + ".yaml"));
        assertThat(run.err())
                .filteredOn(said -> !said.startsWith("repeat with: "))
                .singleElement()
                .asString()
                .containsPattern(
                        "memory (outside the heap )?ran out.*PESCADOR_JAVA_OPTS=-Xmx"
                                + "|large.txt:1: the line is longer than \\d+ bytes, .* an eighth of the heap: give the process more memory")
                .doesNotMatch(BreakagesITCase.CLASS_OR_TRACE);
        assertThat(run.code()).isIn(Exit.FAILED, Exit.UNREADABLE); // the latter where the line is refused by its length
    }
}
