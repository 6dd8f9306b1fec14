// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.cli.console.Exit;
import io.pescador.flink.jobs.cli.console.ShellCommand;
import io.pescador.flink.jobs.cli.console.Terminal;
import io.pescador.flink.jobs.cli.environment.OpenFiles;
import io.pescador.flink.jobs.cli.output.Output;
import io.pescador.flink.jobs.cli.report.ResultFile;
import io.pescador.flink.jobs.cli.run.SampleJob;
import io.pescador.flink.jobs.cli.run.SampleRun;
import io.pescador.flink.jobs.cli.state.RunLocks;
import io.pescador.flink.jobs.cli.state.RunRecord;
import io.pescador.flink.jobs.cli.state.StateDirectory;
import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.SamplePlan;

import org.apache.flink.configuration.Configuration;

import java.util.List;

/** A run that goes on from its state: {@code resume DIR}, or {@code sample PLAN --state DIR} where it was begun before. */
record Resumption(StateDirectory state, RunRecord run, Long maxIter, RunOptions running, Terminal terminal) {

    /** @return the exit code */
    int in(RunLocks locks) throws Exception {
        String directory = state.name();
        SamplePlan plan = SamplePlan.load(run.plan(), run.variables());
        List<ResultFile> files = running.files(run.plan(), plan);
        run.checkWords(plan.words(), directory);
        run.check(RunRecord.filesOf(plan.tree()), directory);
        OpenFiles.warn(plan.file(), plan.maxOpen(), terminal);
        Output output = run.output() == null ? Output.NOTHING : Output.of(run.output(), "--output");
        locks.take(output);
        SampleJob job =
                new SampleJob(plan, run.seed(), maxIter == null ? run.most() : maxIter, output, run.provenance());
        if (state.isFinished()) {
            throw finished(plan);
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
        return new SampleRun(
                        job.pinned(state),
                        state,
                        true,
                        run.repeat(job.most(), plan.maxEmitted()),
                        files,
                        running.watched(run.plan(), terminal),
                        terminal)
                .in(running.environment(config, plan.shards(), terminal));
    }

    private PlanException finished(SamplePlan plan) {
        return PlanException.of(state.name() + ": this run is finished, and there is nothing to resume. "
                + (maxIter == null
                        ? "Start another with --fresh"
                        : "A longer one begins with the same samples: " + run.repeat(maxIter, plan.maxEmitted())
                                + " --state " + ShellCommand.quoted(state.name()) + " --fresh"));
    }
}
