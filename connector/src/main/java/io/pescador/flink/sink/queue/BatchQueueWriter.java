// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.queue;

import io.pescador.flink.format.npy.NpzWriter;
import io.pescador.flink.record.Sample;
import io.pescador.flink.sink.SinkException;
import io.pescador.flink.sink.internal.BatchNumber;
import io.pescador.flink.sink.internal.ShardCounts;
import io.pescador.flink.sink.internal.ShardProgress;

import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/**
 * Writes each batch to a file of its number. What it writes is visible at once, so a checkpoint has nothing to flush; its state is how
 * far each shard has got, for the end markers alone.
 */
final class BatchQueueWriter
        implements StatefulSinkWriter<Sample, ShardCounts>, CommittingSinkWriter<Sample, ShardCounts> {

    private static final int FIRST_SIZE = 1 << 16;

    /** A larger buffer is given back: one huge batch must not cost its size for ever. */
    private static final int LARGEST_KEPT = 1 << 26;

    private final QueueDirectory directory;
    private final TrainerCursor cursor;
    private final ShardProgress own;
    private final Closeable heartbeat;
    private final BitSet going = new BitSet();
    private final boolean held;
    private final Counter batchesOut;
    private final Counter bytesOut;
    private ByteArrayOutputStream npz = new ByteArrayOutputStream(FIRST_SIZE);
    private long last = -1;
    private boolean ended;

    BatchQueueWriter(
            QueueDirectory directory,
            TrainerCursor cursor,
            ShardProgress own,
            Closeable heartbeat,
            long maxAhead,
            SinkWriterMetricGroup metrics) {
        this.directory = directory;
        this.cursor = cursor;
        this.own = own;
        this.heartbeat = heartbeat;
        held = maxAhead < Long.MAX_VALUE;
        batchesOut = metrics.getNumRecordsSendCounter();
        bytesOut = metrics.getNumBytesSendCounter();
    }

    @Override
    public void write(Sample batch, Context context) throws IOException, InterruptedException {
        long number = BatchNumber.of(context);
        if (held) {
            inOrder(number);
            cursor.awaitRoomFor(number);
        }
        // What lies behind the cursor the trainer has had, and perhaps removed: a replay passes it by.
        if (number >= cursor.value()) {
            publish(number, batch);
        }
        for (int shard : own.given(number)) {
            directory.endShard(shard, own.counts().of(shard));
        }
    }

    /** Waiting with a batch while one before it queues up behind would be for ever. */
    private void inOrder(long number) throws SinkException {
        if (number <= last) {
            throw new SinkException("batch " + number + " came after batch " + last + " on its way to " + directory
                    + ": with max_ahead the batches must come in the order of their numbers. Give the sink the"
                    + " parallelism of the source, with nothing between that regroups records");
        }
        last = number;
    }

    private void publish(long number, Sample batch) throws IOException {
        if (npz.size() > LARGEST_KEPT) {
            npz = new ByteArrayOutputStream(FIRST_SIZE);
        }
        npz.reset();
        try (NpzWriter writer = NpzWriter.stored(npz)) {
            writer.write(batch);
        }
        if (directory.holds(number, npz)) {
            return;
        }
        int shard = own.counts().shardOf(number);
        if (!going.get(shard)) {
            // It may have ended once, in a run that has got a later end since.
            directory.goOn(shard);
            going.set(shard);
        }
        directory.write(QueueDirectory.batchName(number), npz);
        batchesOut.inc();
        bytesOut.inc(npz.size());
    }

    @Override
    public void flush(boolean endOfInput) throws IOException {
        if (endOfInput && !ended) {
            ended = true;
            for (int shard : own.rest()) {
                directory.endShard(shard, own.counts().of(shard));
            }
            heartbeat.close(); // what is said of the end is the last word
        }
    }

    @Override
    public List<ShardCounts> snapshotState(long checkpointId) {
        return List.of(own.counts().copy());
    }

    @Override
    public Collection<ShardCounts> prepareCommit() {
        return ended ? List.of(own.counts().copy()) : List.of();
    }

    @Override
    public void close() throws IOException {
        heartbeat.close();
    }
}
