// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** A command that was run: what it wrote, and its exit code. */
public record Run(int code, String out, List<String> err) {

    /** The examples that are shipped. */
    public static final Path EXAMPLES = Path.of("examples").toAbsolutePath();

    /** Runs a command inside this process. */
    public static Run of(String... args) {
        return of(InputStream.nullInputStream(), args);
    }

    /** Runs a command that reads standard input. */
    static Run of(InputStream in, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Pescador.run(in, out, new PrintStream(err, true, StandardCharsets.UTF_8), args);
        return new Run(code, out.toString(StandardCharsets.UTF_8), lines(err.toString(StandardCharsets.UTF_8)));
    }

    /** Runs a program in a process of its own. */
    public static Run program(Path folder, List<String> command) throws IOException, InterruptedException {
        return program(folder, Map.of(), command);
    }

    /** Runs a program in a process of its own, with more in its environment. */
    static Run program(Path folder, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path out = folder.resolve("stdout");
        Path err = folder.resolve("stderr");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("PESCADOR_LOG", folder.resolve("flink.log").toString());
        if (Files.exists(folder.resolve("conf"))) {
            builder.environment().put("FLINK_CONF_DIR", folder.resolve("conf").toString());
        }
        Process process = builder.start();
        process.getOutputStream().close();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ended in time").isTrue();
        return new Run(process.exitValue(), Files.readString(out), lines(Files.readString(err)));
    }

    static String example(String name) {
        return EXAMPLES.resolve(name).toString();
    }

    List<String> outLines() {
        return lines(out);
    }

    private static List<String> lines(String text) {
        return new ArrayList<>(text.lines().toList());
    }
}
