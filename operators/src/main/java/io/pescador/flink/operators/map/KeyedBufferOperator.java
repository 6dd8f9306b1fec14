// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.operators.state.LastWatermark;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import java.util.ArrayList;
import java.util.List;

/** Batches of a key's records: appended to a list that is read once, when it is full or the input ends. */
final class KeyedBufferOperator<K, T, B> extends AbstractStreamOperator<B>
        implements OneInputStreamOperator<T, B>, Triggerable<K, VoidNamespace> {

    private static final long serialVersionUID = 1;

    private final String step;
    private final int size;
    private final boolean partial;
    private final Streamer.Batcher<T, B> batcher;
    private final TypeInformation<T> type;

    private transient ListState<Tuple2<Long, T>> waiting;
    private transient ValueState<Integer> count;
    private transient TypeSerializer<T> copier;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient LastWatermark lastWatermark;

    KeyedBufferOperator(
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
    }

    @Override
    public void open() throws Exception {
        super.open();
        waiting = getKeyedStateStore().getListState(BufferOperator.waiting(step, type, getExecutionConfig()));
        count = getKeyedStateStore()
                .getState(new ValueStateDescriptor<>("count", Kept.serializer(step, Types.INT, getExecutionConfig())));
        timers = getInternalTimerService("end", VoidNamespaceSerializer.INSTANCE, this);
        copier = getExecutionConfig().isObjectReuseEnabled()
                ? type.createSerializer(getExecutionConfig().getSerializerConfig())
                : null;
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        super.processWatermark(mark);
        lastWatermark.passed(mark);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        lastWatermark.save();
    }

    @Override
    public void processElement(StreamRecord<T> element) throws Exception {
        Integer before = count.value();
        if (before == null) {
            before = 0;
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, Long.MAX_VALUE);
        }
        T value = copier == null ? element.getValue() : copier.copy(element.getValue());
        waiting.add(Tuple2.of(Batches.timestamp(element), value));
        if (before + 1 == size) {
            give();
            count.update(0);
        } else {
            count.update(before + 1);
        }
    }

    private void give() throws Exception {
        List<Tuple2<Long, T>> batch = new ArrayList<>(size);
        waiting.get().forEach(batch::add);
        waiting.clear();
        output.collect(Batches.batch(step, batcher, batch, lastWatermark));
    }

    /** The end of the input, for one key. Without a partial batch what waits stays: after a drain a job may be resumed, and get more. */
    @Override
    public void onEventTime(InternalTimer<K, VoidNamespace> timer) throws Exception {
        Integer left = count.value();
        if (left != null && partial && left > 0) {
            give();
            left = 0;
        }
        if (left != null && left == 0) {
            count.clear();
        }
    }

    @Override
    public void onProcessingTime(InternalTimer<K, VoidNamespace> timer) {
        throw new IllegalStateException("no such timer is set");
    }
}
