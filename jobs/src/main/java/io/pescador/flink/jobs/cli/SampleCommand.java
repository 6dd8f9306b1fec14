// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.cli.console.Terminal;
import io.pescador.flink.jobs.cli.console.Text;
import io.pescador.flink.jobs.cli.environment.Checkpoints;
import io.pescador.flink.jobs.cli.environment.FlinkEnvironment;
import io.pescador.flink.jobs.cli.environment.UserPath;
import io.pescador.flink.jobs.cli.environment.WebUi;
import io.pescador.flink.jobs.cli.output.Inputs;
import io.pescador.flink.jobs.cli.output.Output;
import io.pescador.flink.jobs.cli.report.ReportFile;
import io.pescador.flink.jobs.cli.run.ClusterJob;
import io.pescador.flink.jobs.cli.run.SampleJob;
import io.pescador.flink.jobs.cli.run.SampleRun;
import io.pescador.flink.jobs.cli.state.RunLocks;
import io.pescador.flink.jobs.cli.state.RunRecord;
import io.pescador.flink.jobs.cli.state.StateDirectory;
import io.pescador.flink.plan.Plan;
import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.PlanLoader;
import io.pescador.flink.plan.ReadyPlan;

import org.apache.flink.configuration.Configuration;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** Runs a plan. */
@Command(
        name = "sample",
        description = "Samples what a plan says, inside this process; under `flink run`, on the cluster.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class SampleCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PLAN", description = "The plan file, YAML or JSON.")
    private String path;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "The seed, a whole number; without one here and in the plan, one is drawn and told.")
    private Long seed;

    @Option(
            names = "--max-iter",
            paramLabel = "N",
            description = "Stop after N samples, or batches where the plan makes them.")
    private Long maxIter;

    @Option(
            names = "--parallelism",
            paramLabel = "P",
            description =
                    "Readers side by side; more than shards are of no use. Default: as many as there are shards, or cores.")
    private Long parallelism;

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
            description = "Save state there, so that the run can be gone on with: pescador resume DIR.")
    private String state;

    @Option(names = "--fresh", description = "Throw away the state of another run in that directory.")
    private boolean fresh;

    @Option(
            names = "--report",
            paramLabel = "FILE.html",
            description = "Write what the run came to, with plots, into a page of its own.")
    private Path report;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "Give a variable of the plan another value.")
    private Map<String, String> variables = new LinkedHashMap<>();

    @Option(names = "--ui", description = "Open Flink's web UI on this machine while it runs, and say where.")
    private boolean ui;

    private final Terminal terminal;

    SampleCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Flags.atLeastOne("--max-iter", maxIter);
        Flags.atLeastOne("--parallelism", parallelism);
        if (report != null && ClusterJob.isDetached()) {
            throw PlanException.of(
                    "--report is written at the end of a run, which a detached client does not wait for: leave out"
                            + " --report, or run attached, without -d");
        }
        FlinkEnvironment.fileSystems(path, state);
        ReportFile page = ReportFile.of(report, UserPath.reachable(path));
        Output to = output == null ? Output.NOTHING : Output.of(output, "--output");
        ReadyPlan ready = PlanLoader.load(UserPath.reachable(path), variables);
        Plan plan = ready.plan();
        if (output == null && plan.output() != null) {
            to = Output.of(plan.output(), path + ": output").besides(path);
        }
        FlinkEnvironment.fileSystems(to.path());
        Inputs inputs = Inputs.of(ready);
        inputs.spare(output == null ? path + ": output" : "--output", to);
        inputs.spare("--report", report);
        ready.notices().forEach(terminal::say);
        Flags.openFiles(ready, terminal);
        SampleJob job = new SampleJob(
                ready,
                Flags.seed(seed, plan.seed()),
                maxIter == null ? ready.most() : maxIter,
                to,
                provenance || plan.provenance());
        UserPath.noTilde("--state", state);
        UserPath.noTilde(path + ": state", plan.state());
        StateDirectory saved = state != null
                ? StateDirectory.of(state)
                : plan.state() != null ? StateDirectory.of(UserPath.besides(path, plan.state())) : null;
        try (RunLocks locks = new RunLocks()) {
            locks.take(saved);
            locks.take(to);
            return run(job, saved, page);
        }
    }

    private int run(SampleJob job, StateDirectory saved, ReportFile page) throws Exception {
        Configuration config = new Configuration();
        if (saved != null) {
            saved.checkUnused(fresh);
        }
        job.claimOutput();
        if (saved != null) {
            saved.begin(record(job));
            saved.configure(config);
        } else if (job.output().inParts()) {
            Checkpoints.configureTemporary(config);
        }
        if (ui) {
            WebUi.open(config, terminal);
        }
        int readers = Flags.readers(parallelism, job.plan().plan().shards(), terminal);
        return new SampleRun(job.pinned(saved), saved, false, repeat(job), page, terminal)
                .in(FlinkEnvironment.create(readers, config));
    }

    private RunRecord record(SampleJob job) {
        return new RunRecord(
                RunRecord.here(),
                path,
                variables,
                job.seed(),
                job.most(),
                job.output().kind() == Output.Kind.NONE ? null : job.output().toString(),
                job.provenance(),
                job.plan().plan().words(),
                RunRecord.filesOf(job.plan().tree()));
    }

    private String repeat(SampleJob job) {
        StringBuilder command = new StringBuilder("pescador sample ").append(Text.quoted(path));
        variables.forEach((name, value) -> command.append(" --set ").append(Text.quoted(name + "=" + value)));
        command.append(" --seed ").append(job.seed());
        if (maxIter != null) {
            command.append(" --max-iter ").append(maxIter);
        }
        if (output != null) {
            command.append(" --output ").append(Text.quoted(output));
        }
        if (state != null) {
            command.append(" --state ").append(Text.quoted(state)).append(" --fresh");
        }
        return command.append(provenance ? " --provenance" : "").toString();
    }
}
