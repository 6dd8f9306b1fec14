// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.streamer.Replay;
import io.pescador.flink.streamer.spi.Seeds;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import java.util.ArrayList;
import java.util.List;

/**
 * A cache of a subtask's records. Rescaling deals the kept ones over the new subtasks: one with fewer than it may keep passes and keeps
 * new ones first, one with more drops the surplus.
 */
final class CacheOperator<T> extends AbstractCacheOperator<T> {

    private static final long serialVersionUID = 1;

    private transient ListState<T> savedRecords;
    private transient ListState<Long> savedEmitted;
    private transient List<T> records;
    private transient long emitted;
    private transient long ownSeed;

    CacheOperator(Replay replay, long seed, TypeInformation<T> type) {
        super(replay, seed, type);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        savedRecords =
                context.getOperatorStateStore().getListState(new ListStateDescriptor<>("kept", recordSerializer()));
        savedEmitted = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("given", serializer(Types.LONG)));
        records = new ArrayList<>();
        for (T record : savedRecords.get()) {
            if (records.size() < replay.capacity()) {
                records.add(record);
            }
        }
        for (long number : savedEmitted.get()) {
            emitted = Math.max(emitted, number);
        }
        ownSeed = Seeds.mix(seed, getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        savedRecords.update(records);
        savedEmitted.update(List.of(emitted));
    }

    @Override
    public void processElement(StreamRecord<T> element) throws Exception {
        emitted = emit(element, ownSeed, emitted);
    }

    @Override
    int kept(long emittedBefore) {
        return records.size();
    }

    @Override
    T kept(int index) {
        return records.get(index);
    }

    @Override
    void keep(int index, T record) {
        if (index == records.size()) {
            records.add(record);
        } else {
            records.set(index, record);
        }
    }
}
