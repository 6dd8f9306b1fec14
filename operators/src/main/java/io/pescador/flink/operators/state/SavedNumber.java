// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.state;

import io.pescador.flink.source.split.RefusedStateException;
import io.pescador.flink.streamer.state.Seal;
import io.pescador.flink.streamer.state.StateException;

import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;

import java.nio.ByteBuffer;

/** A number of an operator in broadcast state, as 8 bytes, {@link Seal sealed}. */
final class SavedNumber {

    /** The only key. */
    private static final int KEY = 0;

    private final BroadcastState<Integer, byte[]> state;

    private SavedNumber(BroadcastState<Integer, byte[]> state) {
        this.state = state;
    }

    static SavedNumber of(OperatorStateStore store, String name) throws Exception {
        return new SavedNumber(store.getBroadcastState(
                new MapStateDescriptor<>(name, IntSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE)));
    }

    /** @param what the number is, for the message */
    long read(long orElse, String what) throws Exception {
        byte[] saved = state.get(KEY);
        if (saved == null) {
            return orElse;
        }
        try {
            return ByteBuffer.wrap(Seal.open(saved, what)).getLong();
        } catch (StateException e) {
            throw new RefusedStateException(e.getMessage(), e);
        }
    }

    void write(long number) throws Exception {
        state.put(
                KEY,
                Seal.seal(ByteBuffer.allocate(Long.BYTES).putLong(0, number).array()));
    }
}
