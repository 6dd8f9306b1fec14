// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.streamer.Streamer;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import java.util.ArrayList;
import java.util.List;

/**
 * Batches of a subtask's records. Rescaling deals the waiting ones over the new subtasks. A subtask that gets more than a batch makes
 * batches of them with its next record, or at the end of its input.
 */
final class BufferOperator<T, B> extends AbstractBufferOperator<T, B> implements BoundedOneInput {

    private static final long serialVersionUID = 1;

    private transient ListState<Tuple2<Long, T>> saved;
    private transient List<Tuple2<Long, T>> waiting;

    BufferOperator(String step, int size, boolean partial, Streamer.Batcher<T, B> batcher, TypeInformation<T> type) {
        super(step, size, partial, batcher, type);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        saved = context.getOperatorStateStore().getListState(waitingRecords());
        waiting = new ArrayList<>();
        saved.get().forEach(waiting::add);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        // At another parallelism a record may go to a subtask that was idle, and saw no watermark.
        waiting.replaceAll(this::toSave);
        saved.update(waiting);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mark.getTimestamp() == Long.MAX_VALUE) {
            endInput(); // Flink calls this only after the end of time: too late for windows downstream
        }
        super.processWatermark(mark);
    }

    @Override
    public void processElement(StreamRecord<T> element) {
        waiting.add(toWait(element));
        emitFull();
    }

    private void emitFull() {
        while (waiting.size() >= size) {
            emit(waiting.subList(0, size));
            waiting = new ArrayList<>(waiting.subList(size, waiting.size()));
        }
    }

    /** Without a partial batch what waits stays in state: after a drain a job may be resumed, and get more. */
    @Override
    public void endInput() {
        emitFull();
        if (partial && !waiting.isEmpty()) {
            emit(waiting);
            waiting = new ArrayList<>();
        }
    }
}
