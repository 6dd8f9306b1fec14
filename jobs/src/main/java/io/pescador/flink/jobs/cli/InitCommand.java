// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.cli.console.Exit;
import io.pescador.flink.jobs.cli.console.StandardOutput;
import io.pescador.flink.jobs.cli.environment.FlinkEnvironment;
import io.pescador.flink.plan.PlanDraft;
import io.pescador.flink.plan.PlanException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

/** Writes a first plan. */
@Command(
        name = "init",
        description =
                "Prints a commented plan for the files that match a pattern: pescador init 'data/{class}/*.npz' > plan.yaml",
        mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "PATTERN",
            description =
                    "Paths of files, with *, ?, ** and {captures}; between quotes, so that the shell leaves it alone.")
    private String pattern;

    @Override
    public Integer call() throws PlanException, IOException {
        FlinkEnvironment.fileSystems(pattern);
        StandardOutput.get().write(PlanDraft.of(pattern).getBytes(StandardCharsets.UTF_8));
        StandardOutput.get().flush();
        return Exit.DONE;
    }
}
