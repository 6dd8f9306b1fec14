// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.streamer.Replay;
import io.pescador.flink.streamer.spi.Seeds;

import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

import java.util.ArrayList;
import java.util.List;

/**
 * A cache of a subtask's records. Rescaling deals the kept ones over the new subtasks: one with fewer than it may keep passes and keeps
 * new ones first, one with more lets go of the surplus.
 */
final class CacheOperator<T> extends AbstractStreamOperator<T> implements OneInputStreamOperator<T, T> {

    private static final long serialVersionUID = 1;

    private final Replay replay;
    private final long seed;
    private final TypeInformation<T> type;

    private transient ListState<T> savedKept;
    private transient ListState<Long> savedGiven;
    private transient List<T> kept;
    private transient long given;
    private transient long ownSeed;
    private transient TypeSerializer<T> copier;

    CacheOperator(Replay replay, long seed, TypeInformation<T> type) {
        this.replay = replay;
        this.seed = seed;
        this.type = type;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        savedKept = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>(
                        "kept", Kept.serializer(getOperatorName(), type, getExecutionConfig())));
        savedGiven = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>(
                        "given", Kept.serializer(getOperatorName(), Types.LONG, getExecutionConfig())));
        kept = new ArrayList<>();
        for (T record : savedKept.get()) {
            if (kept.size() < replay.capacity()) {
                kept.add(record);
            }
        }
        for (long number : savedGiven.get()) {
            given = Math.max(given, number);
        }
        ownSeed = Seeds.mix(seed, getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
        copier = getExecutionConfig().isObjectReuseEnabled()
                ? type.createSerializer(getExecutionConfig().getSerializerConfig())
                : null;
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        savedKept.update(kept);
        savedGiven.update(List.of(given));
    }

    @Override
    public void processElement(StreamRecord<T> element) {
        T record = copier == null ? element.getValue() : copier.copy(element.getValue());
        if (kept.size() < replay.capacity()) {
            kept.add(record);
        } else {
            kept.set(replay.place(ownSeed, given), record);
        }
        given++;
        output.collect(element.copy(record));
        while (!replay.wantsFresh(ownSeed, given, kept.size())) {
            T old = kept.get(replay.place(ownSeed, given++));
            output.collect(element.copy(copier == null ? old : copier.copy(old)));
        }
    }
}
