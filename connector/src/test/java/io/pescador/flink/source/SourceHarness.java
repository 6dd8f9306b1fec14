// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.source.enumerator.TeamEvent;
import io.pescador.flink.source.reader.ShardReader;
import io.pescador.flink.source.split.ShardSplit;
import io.pescador.flink.source.split.ShardSplitSerializer;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.mocks.MockSplitEnumeratorContext;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.runtime.source.event.AddSplitEvent;
import org.apache.flink.runtime.source.event.NoMoreSplitsEvent;
import org.apache.flink.streaming.api.operators.SourceOperator;
import org.apache.flink.streaming.api.operators.SourceOperatorFactory;
import org.apache.flink.streaming.api.operators.source.CollectingDataOutput;
import org.apache.flink.streaming.runtime.io.DataInputStatus;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.util.SourceOperatorTestHarness;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One reader in Flink's own source operator, of which the test is the coordinator. */
final class SourceHarness<R> implements AutoCloseable {

    private static final long NEVER = 30;

    private final SourceOperatorTestHarness<R> harness;
    private final SourceOperator<R, ShardSplit> operator;
    private final CollectingDataOutput<R> output = new CollectingDataOutput<>();
    private DataInputStatus status;

    @SuppressWarnings("unchecked")
    private SourceHarness(
            StreamerSource<R> source, WatermarkStrategy<R> watermarks, OperatorSubtaskState state, int readers)
            throws Exception {
        SourceOperatorFactory<R> factory = new SourceOperatorFactory<>(source, watermarks);
        factory.setCoordinatorListeningID("coordinator");
        harness = new SourceOperatorTestHarness<>(
                factory,
                new MockEnvironmentBuilder()
                        .setTaskName("reader")
                        .setParallelism(readers)
                        .setMaxParallelism(128)
                        .build());
        harness.getStreamConfig().setOperatorID(new OperatorID());
        harness.setup(source.getProducedType()
                .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
        harness.initializeState(state == null ? OperatorSubtaskState.builder().build() : state);
        harness.open();
        // Flink's operator polls on until there is mail, or for ever; here a test wants to look in between.
        harness.getTaskMailbox().put(new Mail(() -> {}, 0, "keeps polls short"));
        operator = (SourceOperator<R, ShardSplit>) (SourceOperator<?, ?>) (Object) harness.getOperator();
    }

    static <R> SourceHarness<R> open(StreamerSource<R> source) throws Exception {
        return open(source, 1);
    }

    /** One of so many readers. */
    static <R> SourceHarness<R> open(StreamerSource<R> source, int readers) throws Exception {
        return new SourceHarness<>(source, WatermarkStrategy.forMonotonousTimestamps(), null, readers);
    }

    static <R> SourceHarness<R> open(StreamerSource<R> source, WatermarkStrategy<R> watermarks) throws Exception {
        return new SourceHarness<>(source, watermarks, null, 1);
    }

    static <R> SourceHarness<R> restore(StreamerSource<R> source, OperatorSubtaskState state) throws Exception {
        return new SourceHarness<>(source, WatermarkStrategy.forMonotonousTimestamps(), state, 1);
    }

    void assign(ShardSplit... splits) throws Exception {
        operator.handleOperatorEvent(new AddSplitEvent<>(List.of(splits), new ShardSplitSerializer()));
    }

    /** Assigns fresh shards of {@code source}, by number. */
    void assignFresh(StreamerSource<R> source, int... shards) throws Exception {
        try (MockSplitEnumeratorContext<ShardSplit> context = new MockSplitEnumeratorContext<>(1)) {
            List<ShardSplit> all =
                    source.createEnumerator(context).snapshotState(0).splits();
            for (int shard : shards) {
                assign(all.get(shard));
            }
        }
    }

    void noMoreSplits() {
        operator.handleOperatorEvent(new NoMoreSplitsEvent());
    }

    /** All readers have stopped. */
    void allEnded() {
        reader().handleSourceEvents(new TeamEvent.AllEnded());
    }

    /** Where shards ended, {@link Long#MAX_VALUE} for those that have not. */
    void ends(long... samples) {
        reader().handleSourceEvents(new TeamEvent.ShardEnds(samples));
    }

    /** Polls until so many more records came, or the input ended, or nothing more can come without the test's doing. */
    List<R> take(int atLeast) throws Exception {
        List<R> taken = new ArrayList<>();
        while (taken.size() < atLeast) {
            taken.addAll(poll());
            if (status == DataInputStatus.END_OF_INPUT || status == DataInputStatus.END_OF_DATA) {
                break;
            }
            if (status == DataInputStatus.NOTHING_AVAILABLE && taken.size() < atLeast) {
                operator.getAvailableFuture().get(NEVER, TimeUnit.SECONDS);
            }
        }
        return taken;
    }

    /** Polls once. */
    List<R> poll() throws Exception {
        int before = output.getEvents().size();
        status = operator.emitNext(output);
        return records(before);
    }

    DataInputStatus status() {
        return status;
    }

    boolean isAvailable() {
        return operator.getAvailableFuture().isDone();
    }

    /** Records, watermarks and idleness, in order. */
    List<Object> events() {
        return output.getEvents();
    }

    /** All records so far. */
    List<R> records() {
        return records(0);
    }

    @SuppressWarnings("unchecked")
    private List<R> records(int from) {
        List<R> records = new ArrayList<>();
        for (Object event : output.getEvents().subList(from, output.getEvents().size())) {
            if (event instanceof StreamRecord<?> element) {
                records.add((R) element.getValue());
            }
        }
        return records;
    }

    OperatorSubtaskState snapshot(long checkpoint) throws Exception {
        return harness.snapshot(checkpoint, checkpoint);
    }

    @SuppressWarnings("unchecked")
    ShardReader<?, R> reader() {
        return (ShardReader<?, R>) operator.getSourceReader();
    }

    SourceOperator<R, ShardSplit> operator() {
        return operator;
    }

    void fireTimers(long until) throws Exception {
        harness.setProcessingTime(until);
    }

    @Override
    public void close() throws Exception {
        harness.close();
    }
}
