// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cluster;

import io.pescador.flink.jobs.cli.output.Inputs;
import io.pescador.flink.jobs.cli.output.Output;
import io.pescador.flink.jobs.cli.run.SampleJob;
import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.SamplePlan;
import io.pescador.flink.plan.key.PlanPaths;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;

/**
 * A plan as a job of a cluster that a platform runs: in application mode, in a session cluster by REST or by {@code flink run}, and under
 * the Kubernetes operator.
 *
 * <pre>{@code
 * flink run -d -c io.pescador.flink.jobs.cluster.PlanJob pescador-jobs.jar --plan s3://bucket/plan.yaml --output npz:s3://bucket/batches
 * }</pre>
 *
 * <p>Arguments: {@code --plan PATH} (required), {@code --seed N} (required where the plan has none), {@code --max-iter N}, {@code --output
 * KIND:PATH}, {@code --provenance}, {@code --set NAME=VALUE} as often as needed. Relative paths are relative to the plan.
 *
 * <p>{@code main} runs in the JobManager in most of these modes, and again after each failover of the JobManager and at each upgrade. So it
 * only reads, and builds the same job each time. Checkpoints, restarts, parallelism and savepoints are the platform's: the plan's key {@code
 * state} is not looked at. A mistake ends {@code main} with an exception whose message says it, and never the process.
 */
@PublicEvolving
public final class PlanJob {

    private static final Logger LOG = LoggerFactory.getLogger(PlanJob.class);

    /** Beyond, a job graph would have some 20 MB, which every task gets. */
    private static final int MAX_FILES = 100_000;

    private PlanJob() {}

    /** @throws PlanException if the arguments or the plan are wrong */
    public static void main(String[] args) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        String name = addTo(env, args);
        // Waits only where the platform asks for it, and then in the platform's own way.
        env.execute(name);
    }

    /** @return the name of the job */
    static String addTo(StreamExecutionEnvironment env, String... args) throws PlanException {
        PlanArguments given = PlanArguments.of(args);
        String file = absolute(given.plan());
        SamplePlan plan = SamplePlan.load(file, given.variables());
        plan.notices().forEach(LOG::warn);
        Output output = output(given, plan, env);
        if (plan.files() > MAX_FILES) {
            throw PlanException.of(
                    file + ": its " + plan.files() + " files are too many to be sent with the job, at most " + MAX_FILES
                            + " are: run the plan with pescador sample and --state, where a manifest lists them");
        }
        SampleJob job = new SampleJob(
                plan,
                seed(given, plan),
                given.maxIter() != null ? given.maxIter() : plan.maxEmitted(),
                output,
                given.provenance() || plan.provenance());
        env.setRuntimeMode(RuntimeExecutionMode.STREAMING);
        job.addTo(env);
        return env.getConfiguration().getOptional(PipelineOptions.NAME).orElse("pescador " + file);
    }

    /** Its folder is what relative paths in it are relative to, on workers too. */
    private static String absolute(String plan) {
        return PlanPaths.isAbsolute(plan)
                ? plan
                : Path.of(plan).toAbsolutePath().toString();
    }

    private static long seed(PlanArguments given, SamplePlan plan) throws PlanException {
        Long seed = given.seed() != null ? given.seed() : plan.seed();
        if (seed == null) {
            throw PlanException.of(
                    plan.file() + ": no seed: a cluster starts a program again after failures and at upgrades,"
                            + " and another seed would be another run: add --seed N, or seed: N to the plan");
        }
        return seed;
    }

    private static Output output(PlanArguments given, SamplePlan plan, StreamExecutionEnvironment env)
            throws PlanException {
        String source = given.output() != null ? "--output" : plan.file() + ": output";
        String asked = given.output() != null ? given.output() : plan.output();
        if (asked == null) {
            LOG.warn("{}: no output: samples are only counted", plan.file());
            return Output.NOTHING;
        }
        Output output = Output.of(asked, source, plan.file());
        if (output.toStandardOutput()) {
            throw PlanException.of(
                    source + " is \"" + asked + "\": tasks have no standard output that anyone reads: give"
                            + " jsonl:FILE or npz:DIRECTORY in a place that all workers can reach");
        }
        if (output.inParts() && !env.getCheckpointConfig().isCheckpointingEnabled()) {
            throw PlanException.of(
                    source + " is \"" + asked + "\": its files appear with checkpoints, and there are none:"
                            + " set execution.checkpointing.interval in Flink's configuration");
        }
        Inputs.of(plan).spare(source, output);
        return output;
    }
}
