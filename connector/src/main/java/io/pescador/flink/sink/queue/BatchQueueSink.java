// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.queue;

import io.pescador.flink.record.Sample;
import io.pescador.flink.sink.internal.EndOfRunOperator;
import io.pescador.flink.sink.internal.ShardCounts;
import io.pescador.flink.sink.internal.ShardCountsSerializer;
import io.pescador.flink.sink.internal.ShardProgress;
import io.pescador.flink.sink.internal.TrainerSink;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.io.IOException;
import java.util.Collection;

/**
 * A directory as a queue between a job and a training loop: {@code batch-000000042.npz} and so on, numbered in the global order, for a
 * trainer that reads 0, 1, 2, … (docs/trainer.md; the Python module {@code pescador_flink} reads it).
 *
 * <p>Because a source's sequence is exact, a job that fails and goes on writes the same bytes under the same names: each batch is there
 * once, at once, and without transactions. At a true end, and only then, {@code end.json} tells how many there are.
 *
 * <p>A record's timestamp must be its number, as {@link io.pescador.flink.source.StreamerSource} sets it, and records must come in that
 * order at each writer: give the sink the source's parallelism and nothing between the two that regroups records.
 *
 * <h2>Waiting for the trainer</h2>
 *
 * <p>With {@link Builder#setMaxAhead} a writer waits inside {@code write} until the trainer has moved its cursor. It sleeps, holds no more
 * than the one batch, says so in the log and in the metrics {@code waitedForTrainerMs} and {@code trainerCursor}, and ends at once when the
 * task is cancelled. Checkpoints wait as long, as behind any sink that is held back: what one would save has not changed since the last,
 * so nothing can be lost, but a trainer that pauses for longer than {@code execution.checkpointing.timeout} (10 minutes) makes them expire.
 * Let the job bear that: {@code execution.checkpointing.tolerable-failed-checkpoints}.
 */
@PublicEvolving
public final class BatchQueueSink extends TrainerSink<ShardCounts> {

    private static final long serialVersionUID = 1;

    private final Path directory;
    private final String run;
    private final long maxAhead;

    private BatchQueueSink(Path directory, String run, int shards, long maxAhead) {
        super(shards);
        this.directory = directory;
        this.run = run;
        this.maxAhead = maxAhead;
    }

    /** Sets up a sink. Required: directory and run. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Takes the directory for the run now, as writers do when they start. For programs that want to hear of a refusal before they submit
     * the job.
     *
     * @throws io.pescador.flink.sink.SinkException if the directory belongs to another run or cannot be a queue
     */
    public void claim() throws IOException {
        QueueDirectory queue = new QueueDirectory(directory, "claim");
        queue.claim(run, shards());
        queue.cursor(); // an unreadable one is refused, too
    }

    /**
     * Checks that the directory is the one that a saved job wrote to, before the job is submitted again.
     *
     * @throws io.pescador.flink.sink.SinkException if the directory belongs to another run, or was removed
     */
    public void claimAgain() throws IOException {
        QueueDirectory queue = new QueueDirectory(directory, "claim");
        queue.claimAgain(run, shards());
        queue.cursor();
    }

    /**
     * Tells readers that the job has failed, for programs that know: they raise at once, with the reason. Otherwise they notice that the
     * job is silent. A job that resumes takes it back.
     *
     * @param reason in one sentence
     */
    public void tellFailed(String reason) throws IOException {
        new QueueDirectory(directory, "over").over("failed", reason);
    }

    /**
     * Tells readers that the job was stopped and may be resumed. They wait for that as long as for a silent job.
     *
     * @param reason in one sentence
     */
    public void tellStopped(String reason) throws IOException {
        new QueueDirectory(directory, "over").over("stopped", reason);
    }

    @Override
    public StatefulSinkWriter<Sample, ShardCounts> restoreWriter(
            WriterInitContext context, Collection<ShardCounts> saved) throws IOException {
        ShardProgress own = ShardProgress.of(shards(), context.getTaskInfo().getNumberOfParallelSubtasks(), saved);
        int subtask = context.getTaskInfo().getIndexOfThisSubtask();
        QueueDirectory queue = new QueueDirectory(directory, Integer.toString(subtask));
        // The first attempt may belong to a job that was saved with another output.
        if (context.getTaskInfo().getAttemptNumber() > 0 && saved.stream().anyMatch(counts -> counts.total() > 0)) {
            queue.claimAgain(run, shards());
        } else {
            queue.claim(run, shards());
        }
        queue.takeStock();
        TrainerCursor cursor =
                new TrainerCursor(queue, maxAhead, context.getTaskInfo().getNumberOfParallelSubtasks() == 1);
        context.metricGroup().gauge("waitedForTrainerMs", cursor::waitedMillis);
        context.metricGroup().gauge("trainerCursor", cursor::value);
        Heartbeat heartbeat =
                Heartbeat.start(new QueueDirectory(directory, Integer.toString(subtask)), cursor::awaited);
        return new BatchQueueWriter(queue, cursor, own, heartbeat, maxAhead, context.metricGroup());
    }

    @Override
    public SimpleVersionedSerializer<ShardCounts> getWriterStateSerializer() {
        return new ShardCountsSerializer();
    }

    @Override
    protected EndOfRunOperator.Action atTheEnd() {
        Path to = directory;
        return given -> new QueueDirectory(to, "end").end(given);
    }

    /** Sets up a {@link BatchQueueSink}. */
    public static final class Builder {

        private Path directory;
        private String run;
        private int shards = 1;
        private long maxAhead = Long.MAX_VALUE;

        private Builder() {}

        /** Where the batches go: a path of any Flink file system that can rename. It is made if it is not there. */
        public Builder setDirectory(String directory) {
            this.directory = new Path(directory);
            return this;
        }

        /**
         * What tells this run from every other: the fingerprint of the plan and its seed. A directory serves one run; the same run may go
         * on in it as often as it likes.
         */
        public Builder setRun(String run) {
            this.run = run;
            return this;
        }

        /** The source's number of shards; default 1. */
        public Builder setShards(int shards) {
            if (shards < 1) {
                throw new IllegalArgumentException("shards is " + shards + ": a run has at least one shard");
            }
            this.shards = shards;
            return this;
        }

        /**
         * How many batches may lie ready ahead of the trainer's cursor, at least as many as there are shards; default: no bound. A trainer
         * that never moves its cursor gets so many and no more.
         */
        public Builder setMaxAhead(long maxAhead) {
            if (maxAhead < 1) {
                throw new IllegalArgumentException("max_ahead is " + maxAhead + ": it must be ≥ 1");
            }
            this.maxAhead = maxAhead;
            return this;
        }

        /** @throws IllegalArgumentException if the directory or the run is missing, or max ahead is below the number of shards */
        public BatchQueueSink build() {
            if (directory == null) {
                throw new IllegalArgumentException("a queue needs a directory: setDirectory(…)");
            }
            if (run == null || run.isBlank()) {
                throw new IllegalArgumentException("a queue needs to know its run: setRun(plan fingerprint and seed)");
            }
            if (maxAhead < shards) {
                throw new IllegalArgumentException("max_ahead is " + maxAhead + " with " + shards
                        + " shards: one round of them must fit, so it must be ≥ " + shards);
            }
            return new BatchQueueSink(directory, run, shards, maxAhead);
        }
    }
}
