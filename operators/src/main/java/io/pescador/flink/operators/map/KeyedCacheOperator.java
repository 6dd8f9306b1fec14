// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.operators.state.KeySeed;
import io.pescador.flink.streamer.Replay;

import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** A cache of a key's records: how many were given, and a row for each that is kept. */
final class KeyedCacheOperator<K, T> extends AbstractStreamOperator<T>
        implements OneInputStreamOperator<T, T>, Triggerable<K, VoidNamespace> {

    private static final long serialVersionUID = 1;

    private final Replay replay;
    private final long seed;
    private final TypeInformation<T> type;

    /** The seed of the key, and how many samples it gave. */
    private transient ValueState<Tuple2<Long, Long>> progress;

    private transient MapState<Integer, T> kept;
    private transient TypeSerializer<T> copier;
    private transient InternalTimerService<VoidNamespace> timers;

    KeyedCacheOperator(Replay replay, long seed, TypeInformation<T> type) {
        this.replay = replay;
        this.seed = seed;
        this.type = type;
    }

    @Override
    public void open() throws Exception {
        super.open();
        progress = getKeyedStateStore()
                .getState(new ValueStateDescriptor<>(
                        "progress",
                        Kept.serializer(
                                getOperatorName(),
                                Types.<Tuple2<Long, Long>>TUPLE(Types.LONG, Types.LONG),
                                getExecutionConfig())));
        kept = getKeyedStateStore()
                .getMapState(new MapStateDescriptor<>(
                        "kept",
                        IntSerializer.INSTANCE,
                        Kept.serializer(getOperatorName(), type, getExecutionConfig())));
        timers = getInternalTimerService("end", VoidNamespaceSerializer.INSTANCE, this);
        copier = getExecutionConfig().isObjectReuseEnabled()
                ? type.createSerializer(getExecutionConfig().getSerializerConfig())
                : null;
    }

    @Override
    public void processElement(StreamRecord<T> element) throws Exception {
        Tuple2<Long, Long> before = progress.value();
        if (before == null) {
            @SuppressWarnings("unchecked")
            TypeSerializer<K> keys = (TypeSerializer<K>) getKeyedStateBackend().getKeySerializer();
            @SuppressWarnings("unchecked")
            K key = (K) getCurrentKey();
            before = Tuple2.of(KeySeed.of(seed, key, keys), 0L);
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, Long.MAX_VALUE);
        }
        long own = before.f0;
        long given = before.f1;
        T record = copier == null ? element.getValue() : copier.copy(element.getValue());
        // As long as there is room every sample is new, so that as many were given as are kept.
        kept.put(given < replay.capacity() ? (int) given : replay.place(own, given), record);
        given++;
        output.collect(element.copy(record));
        while (!replay.wantsFresh(own, given, (int) Math.min(given, replay.capacity()))) {
            T old = kept.get(replay.place(own, given++));
            output.collect(element.copy(copier == null ? old : copier.copy(old)));
        }
        progress.update(Tuple2.of(own, given));
    }

    /** The end of the input, for one key. */
    @Override
    public void onEventTime(InternalTimer<K, VoidNamespace> timer) {
        progress.clear();
        kept.clear();
    }

    @Override
    public void onProcessingTime(InternalTimer<K, VoidNamespace> timer) {
        throw new IllegalStateException("no such timer is set");
    }
}
