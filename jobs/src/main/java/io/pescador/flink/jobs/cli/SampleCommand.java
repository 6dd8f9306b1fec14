// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.plan.PlanException;
import io.pescador.flink.jobs.plan.PlanLoader;
import io.pescador.flink.jobs.plan.ReadyPlan;

import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;

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
                    "jsonl:- (standard output), jsonl:FILE or npz:DIRECTORY. Without one, samples are counted only.")
    private String output;

    @Option(names = "--provenance", description = "Write each sample with where it came from.")
    private boolean provenance;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "Give a variable of the plan another value.")
    private Map<String, String> variables = new LinkedHashMap<>();

    private final Terminal terminal;

    SampleCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        atLeastOne("--max-iter", maxIter);
        atLeastOne("--parallelism", parallelism);
        FlinkEnvironment.fileSystems();
        Output to = output == null ? Output.NOTHING : Output.of(output, "--output");
        ReadyPlan plan = PlanLoader.load(path, variables);
        if (output == null && plan.plan().output() != null) {
            to = Output.of(plan.plan().output(), plan.plan().file() + ": output")
                    .besides(plan.plan().file());
        }
        plan.notices().forEach(terminal::say);
        SampleJob job = new SampleJob(
                plan,
                chosenSeed(plan),
                maxIter == null ? plan.most() : maxIter,
                to,
                provenance || plan.plan().provenance());
        return run(job);
    }

    private static void atLeastOne(String flag, Long value) throws PlanException {
        if (value != null && value < 1) {
            throw PlanException.of(flag + " is " + value + ": a whole number ≥ 1");
        }
    }

    private long chosenSeed(ReadyPlan plan) {
        if (seed != null) {
            return seed;
        }
        // A short one, since a person may want to type it.
        return plan.plan().seed() != null
                ? plan.plan().seed()
                : ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
    }

    private int readers(int shards) {
        if (parallelism == null) {
            return Math.min(shards, Runtime.getRuntime().availableProcessors());
        }
        if (parallelism > shards) {
            terminal.say("--parallelism is " + parallelism + ", but the plan has " + Text.count(shards, "shard") + ": "
                    + (parallelism - shards) + " of the readers will have nothing to do");
        }
        return (int) Math.min(parallelism, Short.MAX_VALUE);
    }

    private int run(SampleJob job) throws Exception {
        StreamExecutionEnvironment env =
                FlinkEnvironment.create(readers(job.plan().plan().shards()));
        job.addTo(env);
        String again = repeat(job);
        long start = System.nanoTime();
        JobClient client = env.executeAsync("pescador sample " + path);
        Thread interrupted = new Thread(() -> interrupt(client, again));
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            JobExecutionResult result = client.getJobExecutionResult().get();
            long[] counts = result.getAccumulatorResult(Tally.NAME);
            double seconds = (System.nanoTime() - start) / 1e9;
            new Summary(job.plan(), counts).lines(job.seed(), seconds).forEach(terminal::say);
            terminal.say("repeat with: " + again);
            return Exit.DONE;
        } catch (ExecutionException e) {
            return failed(e, again);
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(interrupted);
            } catch (IllegalStateException e) {
                // The hook runs already: the process ends with its exit code.
                Thread.sleep(Long.MAX_VALUE);
            }
        }
    }

    private int failed(ExecutionException e, String again) {
        if (Failure.isReaderGone(e)) {
            return Exit.DONE; // it had enough
        }
        terminal.say(path + ": " + Failure.told(e));
        terminal.say("repeat with: " + again + LogFile.hint());
        return Exit.FAILED;
    }

    private void interrupt(JobClient client, String again) {
        terminal.say("interrupted. Repeat with: " + again);
        client.cancel();
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
        return command.append(provenance ? " --provenance" : "").toString();
    }
}
