// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.operators.state.Copier;
import io.pescador.flink.operators.state.LastWatermark;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.typeutils.TupleTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes batches of records with timestamps: a batch is as late as the latest of its records, and never late for a watermark that passed.
 * Its two kinds know where records wait.
 */
abstract class AbstractBufferOperator<T, B> extends AbstractStreamOperator<B> implements OneInputStreamOperator<T, B> {

    private static final long serialVersionUID = 1;

    private static final long NO_TIMESTAMP = Long.MIN_VALUE;

    final int size;
    final boolean partial;
    private final String step;
    private final Streamer.Batcher<T, B> batcher;
    private final TypeInformation<T> type;

    private transient Copier<T> copier;
    private transient LastWatermark lastWatermark;

    AbstractBufferOperator(
            String step, int size, boolean partial, Streamer.Batcher<T, B> batcher, TypeInformation<T> type) {
        this.step = step;
        this.size = size;
        this.partial = partial;
        this.batcher = batcher;
        this.type = type;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        lastWatermark = LastWatermark.restore(context.getOperatorStateStore());
        copier = Copier.of(type, getExecutionConfig());
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        lastWatermark.save();
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        super.processWatermark(mark);
        lastWatermark.passed(mark);
    }

    /** How what waits is saved: its timestamp and the record. */
    final ListStateDescriptor<Tuple2<Long, T>> waitingRecords() {
        return new ListStateDescriptor<>("waiting", serializer(new TupleTypeInfo<>(Types.LONG, type)));
    }

    final <S> TypeSerializer<S> serializer(TypeInformation<S> saved) {
        return StepState.serializer(step, saved, getExecutionConfig());
    }

    /** A record that arrived, as it waits. */
    final Tuple2<Long, T> toWait(StreamRecord<T> element) {
        long timestamp = element.hasTimestamp() ? element.getTimestamp() : NO_TIMESTAMP;
        return Tuple2.of(timestamp, copier.copy(element.getValue()));
    }

    /** A record that waits, with the timestamp that it would have if it left right after a restore. */
    final Tuple2<Long, T> toSave(Tuple2<Long, T> record) {
        return record.f0 == NO_TIMESTAMP ? record : Tuple2.of(lastWatermark.delayWhenRestored(record.f0), record.f1);
    }

    final void emit(List<Tuple2<Long, T>> records) {
        List<T> samples = new ArrayList<>(records.size());
        long latest = NO_TIMESTAMP;
        for (Tuple2<Long, T> record : records) {
            samples.add(record.f1);
            latest = Math.max(latest, record.f0);
        }
        B batch;
        try {
            batch = batcher.batch(samples);
        } catch (IOException | RuntimeException e) {
            throw new StepException(step, e);
        }
        output.collect(
                latest == NO_TIMESTAMP
                        ? new StreamRecord<>(batch)
                        : new StreamRecord<>(batch, lastWatermark.delay(latest)));
    }
}
