// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.zmq;

import io.pescador.flink.record.Sample;
import io.pescador.flink.sink.internal.EndOfRunOperator;
import io.pescador.flink.sink.internal.ShardCounts;
import io.pescador.flink.sink.internal.ShardProgress;
import io.pescador.flink.sink.internal.TrainerSink;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Sends batches to a training loop over ZeroMQ, in pescador's wire format ({@link PescadorFrames}): {@code zmq_recv_data} of pescador 3
 * reads them as they are. The consumer binds and the job connects, with one socket for each shard.
 *
 * <p>A consumer that comes late, goes away or is slow makes the job wait; it says so in the log and in the metric
 * {@code waitedForConsumerMs}. <b>What a consumer had in flight when it died is lost</b>: the batches in its own queue and in the network.
 * What a job had in flight when it died is sent again when it goes on, and so is all since its last checkpoint: a consumer that wants each
 * batch once compares the array {@code _batch} ({@link io.pescador.flink.sink.ProvenanceArrays}). A directory ({@link io.pescador.flink.sink.queue.BatchQueueSink})
 * has neither trouble.
 *
 * <p>The message that ends a stream is sent for each shard at its true end, and only then: a job that fails is silent.
 *
 * <p>A record's timestamp must be its number, as {@link io.pescador.flink.source.StreamerSource} sets it, and the sink must have the
 * source's parallelism with nothing between the two that regroups records. While a consumer holds the job back, checkpoints wait with it;
 * let the job bear that with {@code execution.checkpointing.tolerable-failed-checkpoints}.
 */
@PublicEvolving
public final class ZmqSink extends TrainerSink<ZmqWriterState> {

    private static final long serialVersionUID = 1;

    private final ZmqSettings settings;

    private ZmqSink(ZmqSettings settings) {
        super(settings.shards());
        this.settings = settings;
    }

    /** Sets up a sink. Required: the address. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Checks now what listens at the addresses. For programs that want to know before they submit a job, on the machine where it runs.
     *
     * @return what the job will wait for, in words: the consumers that are not there yet
     * @throws IOException if something else listens; the message says what, and the way out
     */
    public List<String> awaited() throws IOException {
        List<String> awaited = new ArrayList<>();
        for (String address : settings.addresses()) {
            Listener listener = Listener.at(address);
            String refusal = listener.refusal(address, settings.pattern(), settings.keys() != null);
            if (refusal != null) {
                throw new IOException(refusal);
            }
            if (listener.awaited(address) != null) {
                awaited.add(listener.awaited(address));
            }
        }
        return awaited;
    }

    @Override
    public StatefulSinkWriter<Sample, ZmqWriterState> restoreWriter(
            WriterInitContext context, Collection<ZmqWriterState> saved) throws IOException {
        int subtask = context.getTaskInfo().getIndexOfThisSubtask();
        int writers = context.getTaskInfo().getNumberOfParallelSubtasks();
        ShardProgress own = ShardProgress.of(
                shards(), writers, saved.stream().map(ZmqWriterState::counts).toList());
        SocketThread sender = SocketThread.start(settings, "pescador-zmq-" + subtask);
        context.metricGroup().gauge("waitedForConsumerMs", sender::waitedMillis);
        ZmqWriter writer = new ZmqWriter(sender, own, settings.highWaterMark(), context.metricGroup());
        writer.sendAgain(saved.stream()
                .filter(state -> state.counts().writers() == writers)
                .toList());
        return writer;
    }

    @Override
    public SimpleVersionedSerializer<ZmqWriterState> getWriterStateSerializer() {
        return new ZmqWriterState.Serializer();
    }

    @Override
    protected EndOfRunOperator.Action atTheEnd() {
        ZmqSettings to = settings;
        return told -> endTheRest(to, told);
    }

    /** Ends the shards that no writer had: those without a batch. */
    private static void endTheRest(ZmqSettings settings, ShardCounts told) throws Exception {
        try (SocketThread sender = SocketThread.start(settings, "pescador-zmq-end")) {
            boolean any = false;
            for (int shard = 0; shard < told.shards(); shard++) {
                if (told.of(shard) == 0) {
                    any = true;
                    sender.send(shard, PescadorFrames.endOfStream());
                }
            }
            if (any) {
                sender.finish();
            }
        }
    }

    /** Sets up a {@link ZmqSink}. */
    public static final class Builder {

        private List<String> addresses = List.of();
        private int shards = 1;
        private SocketPattern pattern = SocketPattern.PUSH;
        private int highWaterMark = 8;
        private Duration farewell = Duration.ofSeconds(30);
        private CurveKeys keys;

        private Builder() {}

        /**
         * Where the consumer listens: {@code tcp://127.0.0.1:5555}. One address serves all shards, its port counting up with them; or give
         * one for each shard.
         */
        public Builder setAddresses(String... addresses) {
            this.addresses = List.of(addresses);
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

        /** The kind of socket; default {@link SocketPattern#PUSH}. */
        public Builder setPattern(SocketPattern pattern) {
            this.pattern = pattern;
            return this;
        }

        /** How many batches of a shard wait in the job for the consumer to take them, ≥ 1; default 8. */
        public Builder setHighWaterMark(int batches) {
            if (batches < 1) {
                throw new IllegalArgumentException("the high-water mark is " + batches + ": it must be ≥ 1");
            }
            highWaterMark = batches;
            return this;
        }

        /**
         * How long the job stays at its end for a consumer that is connected and does not close its socket; default 30 s. ZeroMQ does not
         * tell what was read, so this should be longer than the trainer takes for the batches that it holds. If they were still not taken
         * as long again after that, the job fails and goes on from its last checkpoint.
         */
        public Builder setFarewell(Duration farewell) {
            if (farewell.isNegative() || farewell.isZero()) {
                throw new IllegalArgumentException("the farewell is " + farewell + ": it must be > 0");
            }
            this.farewell = farewell;
            return this;
        }

        /** Keys that encrypt the connection. Required for addresses beyond this machine. */
        public Builder setKeys(CurveKeys keys) {
            this.keys = keys;
            return this;
        }

        /** @throws IllegalArgumentException if an address is missing or wrong, or is beyond this machine and there are no keys */
        public ZmqSink build() {
            return new ZmqSink(ZmqSettings.of(addresses, shards, pattern, highWaterMark, farewell, keys));
        }
    }
}
