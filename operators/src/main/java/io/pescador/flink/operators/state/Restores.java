// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.state;

import io.pescador.flink.streamer.state.Seal;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;

import java.nio.ByteBuffer;

/** How often an operator was restored. It shows that a key has not been looked through since the last restore. The same in all subtasks. */
@Internal
public final class Restores {

    private static final MapStateDescriptor<Integer, byte[]> STATE =
            new MapStateDescriptor<>("restores", IntSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE);

    /** The only key. */
    private static final int COUNT = 0;

    private final BroadcastState<Integer, byte[]> state;
    private final long count;

    private Restores(BroadcastState<Integer, byte[]> state, long count) {
        this.state = state;
        this.count = count;
    }

    public static Restores restore(OperatorStateStore store, boolean isRestored) throws Exception {
        BroadcastState<Integer, byte[]> state = store.getBroadcastState(STATE);
        byte[] saved = state.get(COUNT);
        long before = saved == null
                ? 0
                : ByteBuffer.wrap(Seal.open(saved, "the saved number of restores"))
                        .getLong();
        return new Restores(state, isRestored ? before + 1 : before);
    }

    public long count() {
        return count;
    }

    /** To be called when the operator is saved. */
    public void save() throws Exception {
        state.put(
                COUNT,
                Seal.seal(ByteBuffer.allocate(Long.BYTES).putLong(0, count).array()));
    }
}
