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
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** A cache of a key's records: how many were emitted, and an entry for each that is kept. */
final class KeyedCacheOperator<K, T> extends AbstractCacheOperator<T> implements EndOfKey<K> {

    private static final long serialVersionUID = 1;

    /** The seed of the key, and how many records were emitted. */
    private transient ValueState<Tuple2<Long, Long>> progress;

    private transient MapState<Integer, T> records;
    private transient InternalTimerService<VoidNamespace> timers;

    KeyedCacheOperator(Replay replay, long seed, TypeInformation<T> type) {
        super(replay, seed, type);
    }

    @Override
    public void open() throws Exception {
        super.open();
        progress = getKeyedStateStore()
                .getState(new ValueStateDescriptor<>("progress", serializer(Types.TUPLE(Types.LONG, Types.LONG))));
        records = getKeyedStateStore()
                .getMapState(new MapStateDescriptor<>("kept", IntSerializer.INSTANCE, recordSerializer()));
        timers = getInternalTimerService("end", VoidNamespaceSerializer.INSTANCE, this);
    }

    @Override
    public void processElement(StreamRecord<T> element) throws Exception {
        Tuple2<Long, Long> before = progress.value();
        if (before == null) {
            KeyedStateBackend<K> keys = getKeyedStateBackend();
            before = Tuple2.of(KeySeed.of(seed, keys.getCurrentKey(), keys.getKeySerializer()), 0L);
            EndOfKey.request(timers);
        }
        long ownSeed = before.f0;
        progress.update(Tuple2.of(ownSeed, emit(element, ownSeed, before.f1)));
    }

    /** As long as there is room every record is new, so that as many were emitted as are kept. */
    @Override
    int kept(long emitted) {
        return (int) Math.min(emitted, replay.capacity());
    }

    @Override
    T kept(int index) throws Exception {
        return records.get(index);
    }

    @Override
    void keep(int index, T record) throws Exception {
        records.put(index, record);
    }

    @Override
    public void endKey() {
        progress.clear();
        records.clear();
    }
}
