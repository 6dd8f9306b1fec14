// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.cli.console.ShellCommand;
import io.pescador.flink.jobs.cli.console.Terminal;
import io.pescador.flink.jobs.cli.environment.FlinkEnvironment;
import io.pescador.flink.jobs.cli.environment.UserPath;
import io.pescador.flink.jobs.cli.output.Inputs;
import io.pescador.flink.jobs.cli.output.JsonLinesSink;
import io.pescador.flink.jobs.cli.output.Output;
import io.pescador.flink.jobs.cli.run.MuxRun;
import io.pescador.flink.jobs.flow.FlowMux;
import io.pescador.flink.plan.LivePlan;
import io.pescador.flink.plan.PlanException;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.concurrent.Callable;

/** Mixes records that flow by. */
@Command(
        name = "mux",
        description = "Mixes JSON lines that flow by: from standard input, or a folder that grows.",
        footer = {"", "Example:", "  echo '{\"label\": \"cat\"}' | pescador mux examples/flow/labels.yaml"},
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class MuxCommand implements Callable<Integer> {

    private static final String STANDARD = "-";

    @Mixin
    private PlanArgument source = new PlanArgument();

    @Option(
            names = "--input",
            paramLabel = "DIR",
            description = "- (standard input, the default), or a folder whose files are read, and those that come.")
    private String input;

    @Option(names = "--once", description = "Only the files that are in the folder already.")
    private boolean once;

    @Option(
            names = "--output",
            paramLabel = "KIND:PATH",
            description = "jsonl:- (standard output, the default) or jsonl:FILE.")
    private String output;

    @Mixin
    private SeedOption seed = new SeedOption();

    @Option(
            names = "--max-iter",
            paramLabel = "N",
            converter = PositiveNumber.class,
            description = "Stop when N lines are given.")
    private Long maxIter;

    @Option(
            names = "--parallelism",
            paramLabel = "P",
            converter = PositiveNumber.class,
            description = "Tasks side by side; of use with key_by, or lanes. Default: 1.",
            defaultValue = "1")
    private Long parallelism;

    @Option(names = "--provenance", description = "Write each line with where it came from.")
    private boolean provenance;

    private final Terminal terminal;

    MuxCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (maxIter != null && FlinkEnvironment.ofCluster()) {
            throw PlanException.of("--max-iter ends a job inside this process, and this one runs on a cluster: leave it"
                    + " out, and cancel the job when you have enough");
        }
        FlinkEnvironment.fileSystems(source.path());
        LivePlan plan = LivePlan.load(UserPath.reachable(source.path()), source.variables());
        String directory = directory(plan);
        Output to = output(plan);
        FlinkEnvironment.reach(to.path());
        Inputs.of(UserPath.reachable(source.path()), directory)
                .spare(output == null ? source.path() + ": output" : "--output", to);
        plan.notices().forEach(terminal::say);
        if (parallelism > 1 && plan.rule().keyBy() == null && plan.lanes() == 1) {
            terminal.say("--parallelism is " + parallelism
                    + ", but one mux runs on one task: key_by makes many, and lanes spread one");
        }
        FlowMux mux = new FlowMux(plan, seed.or(plan.seed()), directory, once, provenance || plan.provenance());
        int tasks = (int) Math.min(parallelism, Short.MAX_VALUE);
        return new MuxRun(mux, sink(to), to, terminal).in(FlinkEnvironment.create(tasks, new Configuration()));
    }

    private JsonLinesSink<String> sink(Output to) {
        JsonLinesSink<String> sink = JsonLinesSink.to(to, line -> line + "\n");
        return maxIter == null ? sink : sink.endingAfter(maxIter);
    }

    private String directory(LivePlan plan) throws PlanException, IOException {
        String asked = input != null ? input : plan.input() != null ? plan.input() : STANDARD;
        String place = input != null || plan.input() == null ? "--input" : source.path() + ": input";
        if (asked.equals(STANDARD)) {
            if (FlinkEnvironment.ofCluster()) {
                throw PlanException.of(place
                        + ": standard input is here, and the job runs on a cluster: give a folder that both can reach");
            }
            if (once) {
                throw PlanException.of("--once is for folders: standard input is read to its end anyway");
            }
            return null;
        }
        String directory = UserPath.reachable(input != null ? input : UserPath.besides(source.path(), asked));
        Path folder = new Path(directory);
        try {
            FileStatus found = folder.getFileSystem().getFileStatus(folder);
            if (!found.isDir()) {
                throw PlanException.of(place + ": " + asked + " is a file, and a folder is asked for: pescador mux "
                        + ShellCommand.quoted(source.path()) + " < " + ShellCommand.quoted(asked));
            }
        } catch (FileNotFoundException e) {
            throw PlanException.of(place + ": there is no folder " + asked + ": make it, or correct the path");
        } catch (UnsupportedFileSystemSchemeException e) {
            throw PlanException.of(place + ": no file system is known for " + asked
                    + ": put Flink's plugin for it into the folder plugins, or correct the path");
        }
        return directory;
    }

    private Output output(LivePlan plan) throws PlanException {
        String place = output != null || plan.output() == null ? "--output" : source.path() + ": output";
        String asked = output != null ? output : plan.output() != null ? plan.output() : "jsonl:-";
        Output to = output != null || plan.output() == null
                ? Output.of(asked, place)
                : Output.of(asked, place, source.path());
        if (to.kind() != Output.Kind.JSONL) {
            throw PlanException.of(place + " is \"" + asked + "\": lines stay lines: write jsonl:- or jsonl:FILE");
        }
        return to;
    }
}
