// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.cli.console.Exit;
import io.pescador.flink.jobs.cli.console.StandardOutput;
import io.pescador.flink.plan.PlanException;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

/** Prints what makes a shell complete commands and flags. */
@Command(
        name = "completion",
        description = "Prints a script for bash or zsh that completes commands and flags.",
        footer = {"", "Example:", "  source <(pescador completion bash)"},
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {

    private static final List<String> SHELLS = List.of("bash", "zsh");

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
    private String shell;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws PlanException, IOException {
        if (!SHELLS.contains(shell)) {
            throw PlanException.of("there is no completion for " + shell + ": bash or zsh");
        }
        CommandLine program = spec.parent().commandLine();
        StandardOutput.say(List.of(AutoComplete.bash(program.getCommandName(), program)));
        return Exit.DONE;
    }
}
