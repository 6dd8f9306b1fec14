// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.cli.console.Exit;
import io.pescador.flink.jobs.cli.console.ShellCommand;
import io.pescador.flink.jobs.cli.console.Terminal;
import io.pescador.flink.jobs.cli.environment.Checkpoints;
import io.pescador.flink.jobs.cli.environment.FlinkEnvironment;
import io.pescador.flink.jobs.cli.environment.OpenFiles;
import io.pescador.flink.jobs.cli.environment.UserPath;
import io.pescador.flink.jobs.cli.output.Inputs;
import io.pescador.flink.jobs.cli.output.Output;
import io.pescador.flink.jobs.cli.report.ResultFile;
import io.pescador.flink.jobs.cli.run.ClusterJob;
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

import java.util.List;
import java.util.concurrent.Callable;

/** Runs a plan. */
@Command(
        name = "sample",
        description = "Samples what a plan says, inside this process; under `flink run`, on the cluster.",
        footer = {"", "Example:", "  pescador sample examples/digits.yaml --max-iter 2 --output jsonl:-"},
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class SampleCommand implements Callable<Integer> {

    @Mixin
    private PlanArgument source = new PlanArgument();

    @Mixin
    private SeedOption seed = new SeedOption();

    @Option(
            names = "--max-iter",
            paramLabel = "N",
            converter = PositiveNumber.class,
            description = "Stop after N samples, or batches where the plan makes them.")
    private Long maxIter;

    @Option(
            names = "--output",
            paramLabel = "KIND:PATH",
            description =
                    "jsonl:- (standard output), jsonl:FILE, jsonl:DIRECTORY/, parquet:DIRECTORY, npz:DIRECTORY[,max_ahead=N]"
                            + " or zmq:tcp://HOST:PORT[,key=PUBLIC_KEY]. Without one, samples are counted only.")
    private String output;

    @Option(names = "--provenance", description = "Write each sample with where it came from.")
    private boolean provenance;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Save state there. Where a run of this plan stopped there, it goes on.")
    private String state;

    @Option(names = "--fresh", description = "Begin anew: discard the state in that directory.")
    private boolean fresh;

    @Mixin
    private RunOptions running = new RunOptions();

    private final Terminal terminal;

    SampleCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (running.wantFiles() && ClusterJob.isDetached()) {
            throw PlanException.of(
                    "--report, --summary and --watch are of a run that the client waits for, which a detached client does not:"
                            + " leave them out, or run attached, without -d");
        }
        terminal.meanwhile("reading the plan and its files …");
        FlinkEnvironment.fileSystems(source.path(), state);
        Output to = output == null ? Output.NOTHING : Output.of(output, "--output");
        SamplePlan plan = SamplePlan.load(UserPath.reachable(source.path()), source.variables());
        if (output == null && plan.output() != null) {
            to = Output.of(plan.output(), source.path() + ": output", source.path());
        }
        FlinkEnvironment.reach(to.path());
        Inputs inputs = Inputs.of(plan);
        inputs.spare(output == null ? source.path() + ": output" : "--output", to);
        List<ResultFile> files = running.files(UserPath.reachable(source.path()), plan);
        plan.notices().forEach(terminal::say);
        OpenFiles.warn(plan.file(), plan.maxOpen(), terminal);
        SampleJob job = new SampleJob(
                plan,
                seed.or(plan.seed()),
                maxIter == null ? plan.maxEmitted() : maxIter,
                to,
                provenance || plan.provenance());
        UserPath.noTilde("--state", state);
        UserPath.noTilde(source.path() + ": state", plan.state());
        StateDirectory saved = state != null
                ? StateDirectory.of(state)
                : plan.state() != null ? StateDirectory.of(UserPath.besides(source.path(), plan.state())) : null;
        try (RunLocks locks = new RunLocks()) {
            locks.take(saved);
            if (saved != null && !fresh && saved.isUsed()) {
                return goOn(job, saved, locks);
            }
            locks.take(to);
            return run(job, saved, files);
        }
    }

    /** Goes on where a run of the same plan stopped. */
    private int goOn(SampleJob job, StateDirectory saved, RunLocks locks) throws Exception {
        RunRecord run = saved.run();
        run.checkFolder(saved.name());
        run.checkCommand(record(job), seed.isGiven(), saved.name());
        if (saved.isFinished() && (maxIter == null || maxIter.equals(run.most()))) {
            run.checkWords(job.plan().words(), saved.name());
            terminal.say(saved.name() + ": this run is finished, and nothing was drawn. Begin another with --fresh");
            return Exit.DONE;
        }
        terminal.say(saved.name() + ": goes on where a run of this plan stopped. To begin anew: --fresh");
        return new Resumption(saved, run, maxIter, running, terminal).in(locks);
    }

    private int run(SampleJob job, StateDirectory saved, List<ResultFile> files) throws Exception {
        Configuration config = new Configuration();
        job.claimOutput();
        if (saved != null) {
            saved.begin(record(job));
            saved.configure(config);
        } else if (job.output().inParts()) {
            Checkpoints.configureTemporary(config);
        }
        return new SampleRun(
                        job.pinned(saved),
                        saved,
                        false,
                        repeat(job),
                        files,
                        running.watched(job.plan().file(), terminal),
                        terminal)
                .in(running.environment(config, job.plan().shards(), terminal));
    }

    private RunRecord record(SampleJob job) {
        return new RunRecord(
                RunRecord.here(),
                source.path(),
                source.variables(),
                job.seed(),
                job.most(),
                job.output().kind() == Output.Kind.NONE ? null : job.output().toString(),
                job.provenance(),
                job.plan().words(),
                RunRecord.filesOf(job.plan().tree()));
    }

    private String repeat(SampleJob job) {
        return new ShellCommand("pescador sample")
                .word(source.path())
                .options("--set", source.variables())
                .option("--seed", job.seed())
                .option("--max-iter", maxIter)
                .option("--output", output)
                .option("--state", state)
                .flag("--fresh", state != null)
                .flag("--provenance", provenance)
                .toString();
    }
}
