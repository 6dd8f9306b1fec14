// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The program as it is delivered, in a process of its own: something to interrupt and to kill. */
final class Program {

    private static final Path PATH = Path.of("target/pescador/bin/pescador").toAbsolutePath();

    private Program() {}

    static void isBuilt() {
        assertThat(PATH).as("made by mvn package").isExecutable();
    }

    static List<String> command(String... args) {
        List<String> command = new ArrayList<>(List.of(PATH.toString()));
        command.addAll(List.of(args));
        return command;
    }

    /** Starts it in a folder, with Flink's configuration from {@code conf} there. What it says goes to the file {@code err}. */
    static Process start(Path folder, Path out, String... args) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(args))
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("PESCADOR_LOG", folder.resolve("first.log").toString());
        if (Files.exists(folder.resolve("conf"))) {
            builder.environment().put("FLINK_CONF_DIR", folder.resolve("conf").toString());
        }
        return builder.start();
    }

    /** Makes runs in a folder save their state so often that a killed one has some. */
    static void saveOften(Path folder) throws IOException {
        Files.createDirectory(folder.resolve("conf"));
        Files.writeString(folder.resolve("conf/config.yaml"), "execution.checkpointing.interval: 200 ms\n");
    }

    static void awaitSaved(Process process, Path state) throws IOException, InterruptedException {
        awaitSaved(process, state, 1);
    }

    /** Until the checkpoint of that number, or a later one, is whole. */
    static void awaitSaved(Process process, Path state, int checkpoint) throws IOException, InterruptedException {
        while (process.isAlive() && !hasSaved(state, checkpoint)) {
            Thread.sleep(2);
        }
    }

    private static boolean hasSaved(Path state, int checkpoint) throws IOException {
        Path checkpoints = state.resolve("checkpoints");
        if (!Files.exists(checkpoints)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(checkpoints)) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .map(file -> file.getParent().getFileName().toString())
                    .anyMatch(name -> Integer.parseInt(name.substring("chk-".length())) >= checkpoint);
        } catch (UncheckedIOException e) {
            return false; // it is being written
        }
    }

    /** {@code kill -9} */
    static void kill(Process process) throws InterruptedException {
        process.destroyForcibly().waitFor();
        assertThat(process.exitValue()).as("killed, and not ended by itself").isEqualTo(128 + 9);
    }
}
