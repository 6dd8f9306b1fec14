// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.operators.state.LastWatermark;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.typeutils.TupleTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import java.util.ArrayList;
import java.util.List;

/**
 * Batches of a subtask's records. Rescaling deals the waiting ones over the new subtasks; a subtask that gets more than a batch makes
 * batches of them as soon as it has something to do.
 */
final class BufferOperator<T, B> extends AbstractStreamOperator<B>
        implements OneInputStreamOperator<T, B>, BoundedOneInput {

    private static final long serialVersionUID = 1;

    private final String step;
    private final int size;
    private final boolean partial;
    private final Streamer.Batcher<T, B> batcher;
    private final TypeInformation<T> type;

    private transient ListState<Tuple2<Long, T>> saved;
    private transient List<Tuple2<Long, T>> waiting;
    private transient TypeSerializer<T> copier;
    private transient LastWatermark lastWatermark;

    BufferOperator(String step, int size, boolean partial, Streamer.Batcher<T, B> batcher, TypeInformation<T> type) {
        this.step = step;
        this.size = size;
        this.partial = partial;
        this.batcher = batcher;
        this.type = type;
    }

    /** What waits: its timestamp and the record. */
    static <T> ListStateDescriptor<Tuple2<Long, T>> waiting(
            String step, TypeInformation<T> type, ExecutionConfig config) {
        TypeInformation<Tuple2<Long, T>> pair = new TupleTypeInfo<>(Types.LONG, type);
        return new ListStateDescriptor<>("waiting", Kept.serializer(step, pair, config));
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        saved = context.getOperatorStateStore().getListState(waiting(step, type, getExecutionConfig()));
        waiting = new ArrayList<>();
        for (Tuple2<Long, T> record : saved.get()) {
            waiting.add(record);
        }
        copier = getExecutionConfig().isObjectReuseEnabled()
                ? type.createSerializer(getExecutionConfig().getSerializerConfig())
                : null;
        lastWatermark = LastWatermark.restore(context.getOperatorStateStore());
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        lastWatermark.save();
        // At another parallelism a record may go to a subtask that was idle, and saw no watermark.
        waiting.replaceAll(record -> Batches.toSave(record, lastWatermark));
        saved.update(waiting);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() == Long.MAX_VALUE) {
            endInput(); // Flink calls this only after the end of time: too late for windows downstream
        }
        super.processWatermark(mark);
        lastWatermark.passed(mark);
    }

    @Override
    public void processElement(StreamRecord<T> element) {
        T value = copier == null ? element.getValue() : copier.copy(element.getValue());
        waiting.add(Tuple2.of(Batches.timestamp(element), value));
        giveFull();
    }

    private void giveFull() {
        while (waiting.size() >= size) {
            List<Tuple2<Long, T>> batch = waiting.subList(0, size);
            output.collect(Batches.batch(step, batcher, batch, lastWatermark));
            waiting = new ArrayList<>(waiting.subList(size, waiting.size()));
        }
    }

    /** Without a partial batch what waits stays in state: after a drain a job may be resumed, and get more. */
    @Override
    public void endInput() {
        giveFull();
        if (partial && !waiting.isEmpty()) {
            output.collect(Batches.batch(step, batcher, waiting, lastWatermark));
            waiting = new ArrayList<>();
        }
    }
}
