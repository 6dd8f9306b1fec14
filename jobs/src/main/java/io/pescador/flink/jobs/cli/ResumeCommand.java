// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.cli.console.Terminal;
import io.pescador.flink.jobs.cli.environment.FlinkEnvironment;
import io.pescador.flink.jobs.cli.state.RunLocks;
import io.pescador.flink.jobs.cli.state.RunRecord;
import io.pescador.flink.jobs.cli.state.StateDirectory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

/** Resumes a run. */
@Command(
        name = "resume",
        description = "Resumes a run from what it saved last, with the very next sample.",
        footer = {"", "Example:", "  pescador sample examples/digits.yaml --state state", "  pescador resume state"},
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ResumeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "The directory that the run was given with --state.")
    private String directory;

    @Option(
            names = "--max-iter",
            paramLabel = "N",
            converter = PositiveNumber.class,
            description = "Another end than before, counted from the start of the run.")
    private Long maxIter;

    @Mixin
    private RunOptions running = new RunOptions();

    private final Terminal terminal;

    ResumeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        FlinkEnvironment.fileSystems(directory);
        StateDirectory state = StateDirectory.of(directory);
        RunRecord run = state.run();
        run.checkFolder(directory);
        try (RunLocks locks = new RunLocks()) {
            locks.take(state);
            return new Resumption(state, state.run(), maxIter, running, terminal).in(locks);
        }
    }
}
