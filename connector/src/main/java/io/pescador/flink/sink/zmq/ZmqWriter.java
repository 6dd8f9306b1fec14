// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.zmq;

import io.pescador.flink.record.Sample;
import io.pescador.flink.sink.internal.BatchNumber;
import io.pescador.flink.sink.internal.ShardCounts;
import io.pescador.flink.sink.internal.ShardProgress;

import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Sends each batch to its shard's consumer. Its state is how far each shard has got and the last batches of each: as many as a job that
 * dies may hold unsent, which are sent again when it goes on.
 */
final class ZmqWriter implements StatefulSinkWriter<Sample, ZmqWriterState>, CommittingSinkWriter<Sample, ShardCounts> {

    /** One that the sender holds in its hands, one that the socket is writing. */
    private static final int IN_HANDS = 2;

    private final SocketThread sender;
    private final ShardProgress own;
    private final int unsentAtMost;
    private final Counter batchesOut;
    private final Counter bytesOut;
    private final Map<Integer, Deque<ZmqWriterState.Batch>> unsent = new HashMap<>();
    private List<ZmqWriterState.Batch> again = List.of();

    /** What was not handed over because the job is being stopped. Its state has it. */
    private final List<ZmqWriterState.Batch> held = new ArrayList<>();

    private boolean ended;

    ZmqWriter(SocketThread sender, ShardProgress own, int highWaterMark, SinkWriterMetricGroup metrics) {
        this.sender = sender;
        this.own = own;
        unsentAtMost = highWaterMark + SocketThread.HANDED_OVER + IN_HANDS;
        batchesOut = metrics.getNumRecordsSendCounter();
        bytesOut = metrics.getNumBytesSendCounter();
    }

    /** Sends what the state holds before anything else. */
    void sendAgain(Collection<ZmqWriterState> saved) {
        again = saved.stream().flatMap(state -> state.last().stream()).toList();
        again.forEach(this::keep);
    }

    private void keep(ZmqWriterState.Batch batch) {
        Deque<ZmqWriterState.Batch> last =
                unsent.computeIfAbsent(own.counts().shardOf(batch.number()), shard -> new ArrayDeque<>());
        last.addLast(batch);
        if (last.size() > unsentAtMost) {
            last.removeFirst();
        }
    }

    @Override
    public void write(Sample sample, Context context) throws IOException, InterruptedException {
        sendAgain();
        ZmqWriterState.Batch batch = new ZmqWriterState.Batch(BatchNumber.of(context), sample);
        if (send(batch)) {
            keep(batch);
            batchesOut.inc();
            bytesOut.inc(sample.byteSize());
        }
        for (int shard : own.given(batch.number())) {
            sender.send(shard, PescadorFrames.endOfStream());
        }
    }

    private void sendAgain() throws IOException, InterruptedException {
        for (ZmqWriterState.Batch batch : again) {
            send(batch);
        }
        again = List.of();
    }

    private boolean send(ZmqWriterState.Batch batch) throws IOException, InterruptedException {
        boolean sent = held.isEmpty()
                && sender.send(own.counts().shardOf(batch.number()), PescadorFrames.encode(batch.sample()));
        if (!sent) {
            held.add(batch);
        }
        return sent;
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        if (endOfInput && !ended) {
            sendAgain();
            for (int shard : own.rest()) {
                sender.send(shard, PescadorFrames.endOfStream());
            }
            sender.finish();
            ended = true;
        }
    }

    @Override
    public List<ZmqWriterState> snapshotState(long checkpointId) {
        Map<Long, ZmqWriterState.Batch> last = new TreeMap<>();
        if (!ended) {
            Stream.of(unsent.values().stream().flatMap(Deque::stream), again.stream(), held.stream())
                    .flatMap(batches -> batches)
                    .forEach(batch -> last.put(batch.number(), batch));
        }
        return List.of(new ZmqWriterState(own.counts().copy(), List.copyOf(last.values())));
    }

    @Override
    public Collection<ShardCounts> prepareCommit() {
        return ended ? List.of(own.endedHere()) : List.of();
    }

    @Override
    public void close() {
        sender.close();
    }
}
