// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** The program as it is delivered, with Flink's S3 file system among its plugins. */
final class Program {

    static final Path EXAMPLES = Path.of("../jobs/examples").toAbsolutePath().normalize();

    private static final Path PATH =
            Path.of("../jobs/target/pescador/bin/pescador").toAbsolutePath().normalize();
    private static final Path PLUGINS = Path.of("target/plugins").toAbsolutePath();

    private final Path folder;

    /**
     * @param folder where it runs
     * @param port where the store answers
     */
    Program(Path folder, int port) throws IOException {
        assertThat(PATH).as("made by mvn package").isExecutable();
        this.folder = folder;
        Files.createDirectories(folder.resolve("conf"));
        Files.writeString(
                folder.resolve("conf/config.yaml"),
                """
                s3.endpoint: http://127.0.0.1:%d
                s3.path.style.access: true
                s3.access-key: nobody
                s3.secret-key: nothing
                execution.checkpointing.interval: 500 ms
                """
                        .formatted(port));
    }

    /** What it wrote, and its exit code. */
    record Run(int code, List<String> out, List<String> err) {}

    Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(PATH.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("stdout").toFile())
                .redirectError(folder.resolve("stderr").toFile());
        builder.environment().put("FLINK_CONF_DIR", folder.resolve("conf").toString());
        builder.environment().put("FLINK_PLUGINS_DIR", PLUGINS.toString());
        builder.environment().put("PESCADOR_LOG", folder.resolve("flink.log").toString());
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    Run run(String... args) throws IOException, InterruptedException {
        Process process = start(args);
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("ended in time").isTrue();
        return new Run(
                process.exitValue(),
                Files.readAllLines(folder.resolve("stdout")),
                Files.readAllLines(folder.resolve("stderr")));
    }

    /** Runs a command that has to succeed. */
    Run succeed(String... args) throws IOException, InterruptedException {
        Run run = run(args);
        assertThat(run.code()).as(() -> String.join("\n", run.err())).isZero();
        return run;
    }
}
