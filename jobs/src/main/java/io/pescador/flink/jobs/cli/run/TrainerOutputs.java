// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.run;

import io.pescador.flink.jobs.cli.environment.FlinkEnvironment;
import io.pescador.flink.jobs.cli.output.Output;
import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.problem.Reasons;
import io.pescador.flink.record.Sample;
import io.pescador.flink.sink.queue.BatchQueueSink;
import io.pescador.flink.sink.zmq.CurveKeys;
import io.pescador.flink.sink.zmq.ZmqSink;

import org.apache.flink.api.connector.sink2.Sink;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.List;

/** The ways of batches to a training loop, as flags ask for them: a directory as a queue, or sockets. */
final class TrainerOutputs {

    private static final Logger LOG = LoggerFactory.getLogger(TrainerOutputs.class);

    private TrainerOutputs() {}

    /** @throws IllegalArgumentException if the output asks for what there is not; the message says what */
    static Sink<Sample> sink(SampleJob job) {
        return job.output().kind() == Output.Kind.NPZ ? queue(job) : sockets(job);
    }

    private static BatchQueueSink queue(SampleJob job) {
        BatchQueueSink.Builder queue = BatchQueueSink.builder()
                .setDirectory(job.output().location())
                .setRun("seed " + job.seed() + ", plan "
                        + Long.toHexString(job.plan().streamer().signature().hash())
                        + (job.provenance() ? ", with provenance" : ""))
                .setShards(job.plan().shards());
        if (job.output().option() != null) {
            queue.setMaxAhead(batches(job.output().option()));
        }
        return queue.build();
    }

    private static long batches(String maxAhead) {
        try {
            return Long.parseLong(maxAhead);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("max_ahead is " + maxAhead + ": a whole number of batches", e);
        }
    }

    private static ZmqSink sockets(SampleJob job) {
        ZmqSink.Builder sockets = ZmqSink.builder()
                .setAddresses(job.output().path())
                .setShards(job.plan().shards());
        if (job.output().option() != null) {
            sockets.setKeys(CurveKeys.forConsumer(job.output().option()));
        }
        return sockets.build();
    }

    /**
     * Takes what the output needs before the job is submitted, so that a refusal is heard at once.
     *
     * @param resumed whether the run has written before
     * @throws PlanException if the directory of batches is another run's, cannot be one or was removed, or the output asks for something
     *     missing
     */
    static void claim(SampleJob job, boolean resumed) throws PlanException {
        try {
            if (sink(job) instanceof BatchQueueSink queue) {
                if (resumed) {
                    queue.claimAgain();
                } else {
                    queue.claim();
                }
            } else if (!FlinkEnvironment.ofCluster()) {
                awaited(job);
            }
        } catch (IOException | Error e) {
            throw PlanException.of(
                    Reasons.isNamed(e) ? Reasons.of(e) : "output " + job.output() + ": " + Reasons.of(e), e);
        } catch (IllegalArgumentException e) {
            throw PlanException.of("output " + job.output() + ": " + e.getMessage());
        }
    }

    /** Tells those who read a directory of batches that the job has failed, and why. */
    static void tellFailed(SampleJob job, String reason) {
        tell(job, queue -> queue.tellFailed(reason));
    }

    /** Tells those who read a directory of batches that the job was stopped, and how it is resumed. */
    static void tellStopped(SampleJob job, String reason) {
        tell(job, queue -> queue.tellStopped(reason));
    }

    private static void tell(SampleJob job, Message message) {
        if (job.output().kind() == Output.Kind.NPZ) {
            try {
                message.to(queue(job));
            } catch (IOException | IllegalArgumentException e) {
                // Readers notice that the job is silent.
                LOG.info("the readers of {} were not told: {}", job.output(), Reasons.of(e));
            }
        }
    }

    private interface Message {

        void to(BatchQueueSink queue) throws IOException;
    }

    /**
     * What a job with sockets will wait for.
     *
     * @throws PlanException if something else listens where a consumer should
     */
    static List<String> awaited(SampleJob job) throws PlanException {
        try {
            return sockets(job).awaited();
        } catch (IOException e) {
            throw PlanException.of("output " + job.output() + ": " + Reasons.of(e), e);
        }
    }
}
