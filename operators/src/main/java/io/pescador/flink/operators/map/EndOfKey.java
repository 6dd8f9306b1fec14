// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;

/** Called for each key at the end of its input, if asked to. */
interface EndOfKey<K> extends Triggerable<K, VoidNamespace> {

    /** Has {@link #endKey} called for the current key. */
    static void request(InternalTimerService<VoidNamespace> timers) {
        timers.registerEventTimeTimer(VoidNamespace.INSTANCE, Long.MAX_VALUE);
    }

    /** The end of the input, for the current key. */
    void endKey() throws Exception;

    @Override
    default void onEventTime(InternalTimer<K, VoidNamespace> timer) throws Exception {
        endKey();
    }

    @Override
    default void onProcessingTime(InternalTimer<K, VoidNamespace> timer) {
        throw new IllegalStateException("no such timer is set");
    }
}
