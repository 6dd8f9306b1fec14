// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.mux.OpenPicker;
import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.Policy;
import io.pescador.flink.operators.keyed.core.BufferRule;
import io.pescador.flink.operators.keyed.core.SingleKeySettings;

import org.apache.flink.streaming.api.TimeDomain;

import java.io.Serializable;

/**
 * Everything that a keyed mux was told, checked.
 *
 * @param name what messages call the mux
 * @param stream which stream a record belongs to
 * @param end which records are the last of their stream; null for none
 * @param weight of streams; null for none
 * @param declared ids of all streams; null where they are discovered
 * @param closed the policy where the pool is fixed: declared streams under spill; else null
 * @param open the policy where streams come and go; else null
 * @param activeOnly whether only streams that hold a slot are buffered
 * @param forgets whether a waiting stream may be forgotten where there are too many
 * @param rule how records wait
 * @param idleMillis after what time without a record a stream counts as silent; 0 for never
 * @param expireMillis after what time without a record a key expires; 0 for never
 * @param expireIn by which clock; null for never
 * @param seed of all keys
 * @param maxStreams the most streams that are known at a time
 * @param fingerprint what saved state has to agree with
 */
record MuxSettings<T>(
        String name,
        StreamSelector<T> stream,
        StreamEnd<T> end,
        StreamWeight weight,
        String[] declared,
        Policy<Picker> closed,
        Policy<OpenPicker> open,
        boolean activeOnly,
        boolean forgets,
        BufferRule rule,
        long idleMillis,
        long expireMillis,
        TimeDomain expireIn,
        long seed,
        int maxStreams,
        String fingerprint)
        implements Serializable {

    SingleKeySettings ofAllKeys() {
        return new SingleKeySettings(
                declared, closed, open, activeOnly, forgets, rule, idleMillis, expireMillis, maxStreams, fingerprint);
    }

    boolean expiresIn(TimeDomain time) {
        return expireIn == time;
    }

    boolean isClosed() {
        return closed != null;
    }

    boolean discovers() {
        return declared == null;
    }

    MuxException refuse(String reason) {
        return new MuxException(name, reason);
    }
}
