// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.cli.console.Exit;
import io.pescador.flink.jobs.cli.console.Launcher;
import io.pescador.flink.jobs.cli.console.Terminal;
import io.pescador.flink.plan.PlanException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * Loads the classes that usual commands load, by running them over the examples. The launcher lets the JVM write those classes into an
 * archive when this ends, and gives the archive to later starts.
 */
@Command(
        name = "class-archive",
        description =
                "Makes later starts faster: lets Java keep the classes that it has loaded in classes.jsa beside bin. For this JDK.",
        mixinStandardHelpOptions = true)
final class ClassArchiveCommand implements Callable<Integer> {

    @Parameters(paramLabel = "EXAMPLES", arity = "0..1", hidden = true)
    private Path examples;

    private final Terminal terminal;

    ClassArchiveCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws PlanException, IOException {
        if (!Launcher.startedThis() || examples == null) {
            throw PlanException.of("class-archive: only bin/pescador makes one");
        }
        Path folder = Files.createTempDirectory("pescador-classes");
        try {
            String digits = examples.resolve("digits.yaml").toString();
            String table = examples.resolve("breast-cancer.yaml").toString();
            run("init", examples.resolve("digits/digit-{class}.npz").toString());
            run("check", digits);
            run("simulate", digits, "--draws", "1k");
            run(
                    "sample",
                    digits,
                    "--max-iter",
                    "10",
                    "--report",
                    folder + "/report.html",
                    "--state",
                    folder + "/state");
            run("sample", digits, "--max-iter", "10", "--output", "npz:" + folder + "/batches");
            run("sample", table, "--max-iter", "10", "--output", "jsonl:" + folder + "/lines.jsonl");
            return Exit.DONE;
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(file);
                }
            }
        }
    }

    private void run(String... command) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = Pescador.run(
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                new PrintStream(said, true, StandardCharsets.UTF_8),
                command);
        if (code != Exit.DONE) {
            throw new IOException("pescador " + String.join(" ", List.of(command)) + ": "
                    + said.toString(StandardCharsets.UTF_8).strip());
        }
    }
}
