// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.run;

import io.pescador.flink.jobs.cli.console.Terminal;
import io.pescador.flink.jobs.cli.environment.FlinkEnvironment;
import io.pescador.flink.jobs.cli.output.Output;
import io.pescador.flink.plan.PlanException;

/** Says at a run's start that its consumer is not there yet. The run waits, and its user should know for what. */
final class ConsumerProbe {

    private ConsumerProbe() {}

    /** @throws PlanException if something else listens where the consumer should */
    static void sayAbsent(SampleJob job, Terminal terminal) throws PlanException {
        // On a cluster it is not this machine that connects.
        if (job.output().kind() == Output.Kind.ZMQ && !FlinkEnvironment.ofCluster()) {
            TrainerOutputs.awaited(job).stream()
                    .findFirst()
                    .ifPresent(what -> terminal.say(
                            what + " yet: the run waits for its consumer (docs/trainer.md has one in Python)"));
        }
    }
}
