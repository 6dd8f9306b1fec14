// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.cli.console.Exit;
import io.pescador.flink.jobs.cli.console.Figures;
import io.pescador.flink.jobs.cli.console.ShellCommand;
import io.pescador.flink.jobs.cli.console.StandardOutput;
import io.pescador.flink.jobs.cli.environment.FlinkEnvironment;
import io.pescador.flink.plan.PlanDraft;
import io.pescador.flink.plan.PlanException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/** Writes a first plan. */
@Command(
        name = "init",
        description = "Prints a commented plan for the files that match a pattern, or are in a folder.",
        footer = {"", "Example:", "  pescador init 'examples/digits/digit-{class}.npz' > plan.yaml"},
        mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "PATTERN",
            arity = "1..*",
            description = "A folder, or paths of files with *, ?, ** and {captures}; between quotes, so that the shell"
                    + " leaves it alone.")
    private List<String> patterns;

    @Override
    public Integer call() throws PlanException, IOException {
        if (patterns.size() > 1) {
            throw PlanException.of(
                    "init takes one pattern, and was given " + Figures.count(patterns.size(), "path") + ", from "
                            + patterns.get(0) + " on: the shell has put files in its place. Write it between quotes: "
                            + "pescador init " + ShellCommand.inQuotes(common(patterns)));
        }
        String pattern = patterns.get(0);
        FlinkEnvironment.fileSystems(pattern);
        StandardOutput.get().write(PlanDraft.of(pattern).getBytes(StandardCharsets.UTF_8));
        StandardOutput.get().flush();
        return Exit.DONE;
    }

    /** What paths begin and end with, and a star between. */
    private static String common(List<String> paths) {
        String first = paths.get(0);
        int start = first.length();
        int end = first.length();
        for (String path : paths) {
            start = Math.min(start, Arrays.mismatch(first.toCharArray(), path.toCharArray()) & Integer.MAX_VALUE);
            while (!path.endsWith(first.substring(first.length() - end))) {
                end--;
            }
        }
        int slash = first.lastIndexOf('/') + 1;
        int dot = first.indexOf('.', slash) < 0 ? first.length() : first.indexOf('.', slash);
        return first.substring(0, Math.min(start, dot)) + "*"
                + first.substring(Math.max(Math.min(start, dot), first.length() - end));
    }
}
