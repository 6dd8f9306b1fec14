// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import io.pescador.flink.mux.LivePicker;
import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.Pickers;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;

/**
 * The settings that the muxes of all keys share, checked.
 *
 * @param declared ids of all streams; null where they are discovered
 * @param fixed the pickers where the pool is fixed: declared streams under spill; else null
 * @param live the pickers where streams come and go; else null
 * @param activeOnly whether only streams that hold a slot are buffered
 * @param forgets whether a waiting stream may be forgotten where there are too many
 * @param rule how records wait
 * @param idleMillis after what time without a record a stream counts as silent; 0 for never
 * @param expireMillis after what time without a record a key expires; 0 for never
 * @param maxStreams the most streams that are known at a time
 * @param fingerprint what saved state has to agree with
 */
@Internal
public record SingleKeySettings(
        String[] declared,
        Pickers<Picker> fixed,
        Pickers<LivePicker> live,
        boolean activeOnly,
        boolean forgets,
        BufferRule rule,
        long idleMillis,
        long expireMillis,
        int maxStreams,
        String fingerprint)
        implements Serializable {

    boolean isClosed() {
        return fixed != null;
    }

    boolean discovers() {
        return declared == null;
    }
}
