// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.cli.console.Exit;
import io.pescador.flink.jobs.cli.console.ShellCommand;
import io.pescador.flink.jobs.cli.console.Terminal;
import io.pescador.flink.jobs.cli.environment.FlinkEnvironment;
import io.pescador.flink.jobs.cli.environment.OpenFiles;
import io.pescador.flink.jobs.cli.output.Inputs;
import io.pescador.flink.jobs.cli.output.Output;
import io.pescador.flink.jobs.cli.report.ReportFile;
import io.pescador.flink.jobs.cli.run.SampleJob;
import io.pescador.flink.jobs.cli.run.SampleRun;
import io.pescador.flink.jobs.cli.state.RunLocks;
import io.pescador.flink.jobs.cli.state.RunRecord;
import io.pescador.flink.jobs.cli.state.StateDirectory;
import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.SamplePlan;

import org.apache.flink.configuration.Configuration;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

/** Resumes a run. */
@Command(
        name = "resume",
        description = "Resumes a run from what it saved last, with the very next sample.",
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
            return resume(state, state.run(), locks);
        }
    }

    private int resume(StateDirectory state, RunRecord run, RunLocks locks) throws Exception {
        ReportFile page = ReportFile.of(running.report(), run.plan());
        SamplePlan plan = SamplePlan.load(run.plan(), run.variables());
        Inputs.of(plan).spare("--report", running.report());
        run.checkWords(plan.words(), directory);
        run.check(RunRecord.filesOf(plan.tree()), directory);
        OpenFiles.warn(plan.file(), plan.maxOpen(), terminal);
        Output output = run.output() == null ? Output.NOTHING : Output.of(run.output(), "--output");
        locks.take(output);
        SampleJob job =
                new SampleJob(plan, run.seed(), maxIter == null ? run.most() : maxIter, output, run.provenance());
        if (state.isFinished()) {
            throw finished(run, plan);
        }
        boolean longer = maxIter != null && !maxIter.equals(run.most());
        if (state.ended() > 0 && longer) {
            throw PlanException.of(
                    directory + ": this run had drawn its last sample before it was killed, and can only be finished:"
                            + " leave out --max-iter");
        }
        if (state.ended() > 0 && (state.lastNumber() < state.ended() || !output.appearsAtTheEnd())) {
            state.finish();
            terminal.say(state.endedBefore());
            return Exit.DONE;
        }
        job.claimOutput(state);
        Configuration config = new Configuration();
        state.configureResume(config);
        return new SampleRun(job.pinned(state), state, true, run.repeat(job.most(), plan.maxEmitted()), page, terminal)
                .in(running.environment(config, plan.shards(), terminal));
    }

    private PlanException finished(RunRecord run, SamplePlan plan) {
        return PlanException.of(directory + ": this run is finished, and there is nothing to resume. "
                + (maxIter == null
                        ? "Start another with --fresh"
                        : "A longer one begins with the same samples: " + run.repeat(maxIter, plan.maxEmitted())
                                + " --state " + ShellCommand.quoted(directory) + " --fresh"));
    }
}
