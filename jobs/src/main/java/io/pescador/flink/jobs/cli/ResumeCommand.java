// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.cli.console.Exit;
import io.pescador.flink.jobs.cli.console.Terminal;
import io.pescador.flink.jobs.cli.console.Text;
import io.pescador.flink.jobs.cli.environment.FlinkEnvironment;
import io.pescador.flink.jobs.cli.environment.WebUi;
import io.pescador.flink.jobs.cli.output.Inputs;
import io.pescador.flink.jobs.cli.output.Output;
import io.pescador.flink.jobs.cli.report.ReportFile;
import io.pescador.flink.jobs.cli.run.SampleJob;
import io.pescador.flink.jobs.cli.run.SampleRun;
import io.pescador.flink.jobs.cli.state.RunLocks;
import io.pescador.flink.jobs.cli.state.RunRecord;
import io.pescador.flink.jobs.cli.state.StateDirectory;
import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.PlanLoader;
import io.pescador.flink.plan.ReadyPlan;

import org.apache.flink.configuration.Configuration;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Goes on with a run. */
@Command(
        name = "resume",
        description = "Goes on with a run from what it saved last, with the very next sample.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ResumeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "The directory that the run was given with --state.")
    private String directory;

    @Option(names = "--parallelism", paramLabel = "P", description = "Readers side by side; may differ from before.")
    private Long parallelism;

    @Option(
            names = "--max-iter",
            paramLabel = "N",
            description = "Another end than before, counted from the run's beginning.")
    private Long maxIter;

    @Option(
            names = "--report",
            paramLabel = "FILE.html",
            description = "Write what the whole run came to, with plots, into a page of its own.")
    private Path report;

    @Option(names = "--ui", description = "Open Flink's web UI on this machine while it runs, and say where.")
    private boolean ui;

    private final Terminal terminal;

    ResumeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Flags.atLeastOne("--max-iter", maxIter);
        Flags.atLeastOne("--parallelism", parallelism);
        FlinkEnvironment.fileSystems(directory);
        StateDirectory state = StateDirectory.of(directory);
        RunRecord run = state.run();
        run.checkFolder(directory);
        try (RunLocks locks = new RunLocks()) {
            locks.take(state);
            return goOn(state, state.run(), locks);
        }
    }

    private int goOn(StateDirectory state, RunRecord run, RunLocks locks) throws Exception {
        ReportFile page = ReportFile.of(report, run.plan());
        ReadyPlan plan = PlanLoader.load(run.plan(), run.variables());
        Inputs.of(plan).spare("--report", report);
        run.checkWords(plan.plan().words(), directory);
        run.check(RunRecord.filesOf(plan.tree()), directory);
        Flags.openFiles(plan, terminal);
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
                    directory + ": this run came to its end before it was killed, and can only be finished:"
                            + " leave out --max-iter");
        }
        if (state.ended() > 0 && (state.lastNumber() < state.ended() || !output.appearsAtTheEnd())) {
            state.finish();
            terminal.say(Text.cameToItsEnd(directory));
            return Exit.DONE;
        }
        job.claimOutput(state);
        Configuration config = new Configuration();
        state.configureResume(config);
        if (ui) {
            WebUi.open(config, terminal);
        }
        int readers = Flags.readers(parallelism, plan.plan().shards(), terminal);
        return new SampleRun(job.pinned(state), state, true, run.repeat(job.most(), plan.most()), page, terminal)
                .in(FlinkEnvironment.create(readers, config));
    }

    private PlanException finished(RunRecord run, ReadyPlan plan) {
        return PlanException.of(directory + ": this run is finished, and nothing is left to go on with. "
                + (maxIter == null
                        ? "Start another with --fresh"
                        : "A longer one begins with the same samples: " + run.repeat(maxIter, plan.most()) + " --state "
                                + Text.quoted(directory) + " --fresh"));
    }
}
