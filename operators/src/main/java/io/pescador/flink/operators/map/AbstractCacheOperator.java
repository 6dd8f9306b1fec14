// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.operators.state.Copier;
import io.pescador.flink.streamer.Replay;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Emits each record that arrives, then kept ones as {@link Replay} says. Its two kinds know where records are kept. */
abstract class AbstractCacheOperator<T> extends AbstractStreamOperator<T> implements OneInputStreamOperator<T, T> {

    private static final long serialVersionUID = 1;

    final Replay replay;
    final long seed;
    private final TypeInformation<T> type;

    private transient Copier<T> copier;

    AbstractCacheOperator(Replay replay, long seed, TypeInformation<T> type) {
        this.replay = replay;
        this.seed = seed;
        this.type = type;
    }

    @Override
    public void open() throws Exception {
        super.open();
        copier = Copier.of(type, getExecutionConfig());
    }

    final <S> TypeSerializer<S> serializer(TypeInformation<S> saved) {
        return StepState.serializer(getOperatorName(), saved, getExecutionConfig());
    }

    final TypeSerializer<T> recordSerializer() {
        return serializer(type);
    }

    /** How many records are kept, where this many were emitted. */
    abstract int kept(long emitted);

    abstract T kept(int index) throws Exception;

    /** Keeps a record in the place of another, or behind all. */
    abstract void keep(int index, T record) throws Exception;

    /**
     * Emits a record that arrives, and those that follow it.
     *
     * @param emitted how many records were emitted before
     * @return how many are emitted now
     */
    final long emit(StreamRecord<T> element, long ownSeed, long emitted) throws Exception {
        T record = copier.copy(element.getValue());
        int kept = kept(emitted);
        keep(kept < replay.capacity() ? kept : replay.place(ownSeed, emitted), record);
        long next = emitted + 1;
        output.collect(element.copy(element.getValue())); // not the kept one, which a receiver may change
        while (!replay.wantsFresh(ownSeed, next, kept(next))) {
            output.collect(element.copy(copier.copy(kept(replay.place(ownSeed, next++)))));
        }
        return next;
    }
}
