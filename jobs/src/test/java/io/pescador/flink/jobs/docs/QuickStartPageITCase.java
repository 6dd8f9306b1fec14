// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.docs;

import io.pescador.flink.sink.queue.Python;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The commands of {@code docs/quick-start.md} in their order, with the program as it is delivered; what they print is what the page shows. */
class QuickStartPageITCase {

    private static final Path DELIVERED = Path.of("target/pescador").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void everyCommandDoesWhatThePageSays() throws Exception {
        assertThat(DELIVERED.resolve("bin/pescador")).as("made by mvn package").isExecutable();
        Path digits = Files.createDirectory(folder.resolve("digits"));
        try (Stream<Path> files = Files.list(DELIVERED.resolve("examples/digits"))) {
            for (Path file : files.toList()) {
                Files.copy(file, digits.resolve(file.getFileName()));
            }
        }
        List<MatchResult> blocks = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$")
                .matcher(new Page("quick-start.md").text())
                .results()
                .toList();
        String printed = "";
        int commands = 0;
        for (MatchResult block : blocks) {
            if (block.group(1).equals("sh")) {
                printed = run(block.group(2).strip());
                commands++;
            } else if (commands > 0 && block.group(1).isEmpty()) {
                for (String shown : block.group(2).lines().toList()) {
                    assertThat(printed).contains(shown.replaceAll("…$", ""));
                }
            }
        }
        assertThat(commands).isEqualTo(8);
        assertThat(folder.resolve("batches/batch-000009999.npz")).exists();
        assertThat(folder.resolve("batches/end.json")).exists();
        assertThat(readInPython(blocks)).hasSize(3).allSatisfy(line -> assertThat(line)
                .matches("[012] \\(64, 8, 8\\) \\[\\d( \\d){9}]"));
    }

    /** What the page's Python prints of the batches; without numpy the test is skipped from here on. */
    private List<String> readInPython(List<MatchResult> blocks) throws Exception {
        String program = blocks.stream()
                .filter(block -> block.group(1).equals("python"))
                .map(block -> block.group(2))
                .collect(Collectors.joining());
        Path script = folder.resolve("read.py");
        Process python =
                Python.with("numpy").start(script, "import os\nos.chdir(os.path.dirname(__file__))\n" + program);
        assertThat(python.waitFor(1, TimeUnit.MINUTES)).isTrue();
        List<String> printed = Files.readAllLines(folder.resolve("read.py.out"));
        assertThat(python.exitValue()).as(() -> String.join("\n", printed)).isZero();
        return printed;
    }

    /** What a command printed, to standard output, standard error, or the plan that it made. */
    private String run(String command) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        // The shell makes way for the program, so that the interrupt reaches that.
        String line = (command.startsWith("pescador") ? "exec " : "") + command;
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().merge("PATH", DELIVERED.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        builder.environment().put("PESCADOR_LOG", folder.resolve("flink.log").toString());
        Process process = builder.start();
        boolean interrupts = command.contains("--state");
        if (interrupts) {
            while (process.isAlive() && !Files.exists(folder.resolve("batches/batch-000000009.npz"))) {
                Thread.onSpinWait();
            }
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(command).isTrue();
        assertThat(process.exitValue()).as(() -> command + ": " + read(out)).isEqualTo(interrupts ? 130 : 0);
        return read(out) + (command.contains("> plan.yaml") ? read(folder.resolve("plan.yaml")) : "");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
