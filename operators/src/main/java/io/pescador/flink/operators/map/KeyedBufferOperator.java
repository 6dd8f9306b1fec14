// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.streamer.Streamer;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import java.util.ArrayList;
import java.util.List;

/** Batches of a key's records: appended to a list that is read once, when it is full or the input ends. */
final class KeyedBufferOperator<K, T, B> extends AbstractBufferOperator<T, B> implements EndOfKey<K> {

    private static final long serialVersionUID = 1;

    private transient ListState<Tuple2<Long, T>> waiting;
    private transient ValueState<Integer> count;
    private transient InternalTimerService<VoidNamespace> timers;

    KeyedBufferOperator(
            String step, int size, boolean partial, Streamer.Batcher<T, B> batcher, TypeInformation<T> type) {
        super(step, size, partial, batcher, type);
    }

    @Override
    public void open() throws Exception {
        super.open();
        waiting = getKeyedStateStore().getListState(waitingRecords());
        count = getKeyedStateStore().getState(new ValueStateDescriptor<>("count", serializer(Types.INT)));
        timers = getInternalTimerService("end", VoidNamespaceSerializer.INSTANCE, this);
    }

    @Override
    public void processElement(StreamRecord<T> element) throws Exception {
        Integer before = count.value();
        if (before == null) {
            before = 0;
            EndOfKey.request(timers);
        }
        waiting.add(toWait(element));
        if (before + 1 == size) {
            emitAll();
            count.update(0);
        } else {
            count.update(before + 1);
        }
    }

    private void emitAll() throws Exception {
        List<Tuple2<Long, T>> batch = new ArrayList<>(size);
        waiting.get().forEach(batch::add);
        waiting.clear();
        emit(batch);
    }

    /** Without a partial batch what waits stays: after a drain a job may be resumed, and get more. */
    @Override
    public void endKey() throws Exception {
        Integer remaining = count.value();
        if (remaining != null && partial && remaining > 0) {
            emitAll();
            remaining = 0;
        }
        if (remaining != null && remaining == 0) {
            count.clear();
        }
    }
}
