// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import org.apache.flink.annotation.Internal;

/** What runs muxes, for the current key. */
@Internal
public interface MuxHost<T> {

    /** The weight of a stream, a number ≥ 0; 1 where there are no weights. */
    double weight(String stream);

    /** A copy of a record, where someone else may change it; else the record. */
    T copy(T record);

    void emit(Draw<T> draw, StreamRegistry streams) throws Exception;

    /** Processing time in milliseconds. */
    long now();

    /** Has {@link SingleKeyMux#wake} called at this processing time. */
    void wakeAt(long time);

    /** When a record arrives, in milliseconds of the time by which keys expire. */
    long arrivalTime(long timestamp);

    /** Has {@link SingleKeyMux#expire} called at this time, by the clock of {@link #arrivalTime}. */
    void expireAt(long time);

    /** Has {@link SingleKeyMux#drain} called at the end of the input. Called once for each key, and again after a restore. */
    void drainAtEnd();
}
