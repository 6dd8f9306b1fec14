// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.operators.keyed.core.SingleKeySettings;

import org.apache.flink.streaming.api.TimeDomain;

import java.io.Serializable;

/**
 * The settings of a keyed mux, checked.
 *
 * @param name what messages call the mux
 * @param stream which stream a record belongs to
 * @param end which records are the last of their stream; null for none
 * @param weight of streams; null for none
 * @param expireIn the time in which keys expire; null if they do not
 * @param seed from which each key derives its own
 * @param ofEachKey what the mux of each key needs to know
 */
record MuxSettings<T>(
        String name,
        StreamSelector<T> stream,
        StreamEnd<T> end,
        StreamWeight weight,
        TimeDomain expireIn,
        long seed,
        SingleKeySettings ofEachKey)
        implements Serializable {

    MuxException refuse(String reason) {
        return new MuxException(name, reason);
    }
}
