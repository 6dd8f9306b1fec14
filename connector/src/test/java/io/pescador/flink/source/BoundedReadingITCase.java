// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * More files than there is memory, read once through in a process with a small heap. {@code -Dbounded.files=3000} makes it the full size;
 * docs/source.md has the command.
 */
class BoundedReadingITCase {

    private static final int FILES = Integer.getInteger("bounded.files", 300);
    private static final int ACTIVE = 100;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"stored, 1", "stored, 2", "deflated, 1"})
    void openFilesAndMemoryStayBounded(String how, int shards) throws Exception {
        int files = how.equals("stored") ? FILES : ACTIVE + 20; // a row of these is inflated from a point before it
        String told = runWithSmallHeap(Integer.toString(files), how, Integer.toString(shards));
        System.out.println(how + ", " + shards + " shards: " + told.strip());
        assertThat(figure(told, "rows")).isEqualTo(4096L * files);
        // What is opened before its turn is sometimes opened in vain.
        assertThat(figure(told, "opened")).isBetween((long) files, files + files / 4L);
        assertThat(figure(told, "most_open")).isBetween((long) ACTIVE, ACTIVE + (long) shards);
        assertThat(figure(told, "most_descriptors")).isLessThanOrEqualTo(ACTIVE + shards);
        assertThat(figure(told, "heap_first_half_kb")).isPositive();
        // How much is read ahead and kept of files at a collection is a matter of chance: each has a budget of 32 MiB.
        // A
        // leak of 40 KB a file would show.
        assertThat(figure(told, "heap_second_half_kb"))
                .isLessThan(figure(told, "heap_first_half_kb") + 65_536 + 40L * Math.max(0, files - 300));
    }

    private String runWithSmallHeap(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                BoundedReading.class.getName(),
                directory.toString());
        builder.command().addAll(java.util.List.of(arguments));
        Process process = builder.redirectErrorStream(true).start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(told).isZero();
        return told;
    }

    private static long figure(String told, String name) {
        Matcher matcher = Pattern.compile(name + "=(\\d+)").matcher(told);
        assertThat(matcher.find()).as(told).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
