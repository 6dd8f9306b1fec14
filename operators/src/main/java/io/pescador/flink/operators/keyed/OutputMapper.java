// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.operators.keyed.core.Draw;
import io.pescador.flink.operators.keyed.core.StreamRegistry;

import java.io.Serializable;

/** What a keyed mux makes of a record that it emits. */
interface OutputMapper<K, T, O> extends Serializable {

    /** @param streams for the stream's id, whose look-up costs a read of state where streams are discovered */
    O map(K key, Draw<T> draw, StreamRegistry streams, T value) throws Exception;

    /** The record alone. */
    static <K, T> OutputMapper<K, T, T> plain() {
        return (key, draw, streams, value) -> value;
    }

    static <K, T> OutputMapper<K, T, Drawn<K, T>> drawn() {
        return (key, draw, streams, value) -> new Drawn<>(
                key, streams.id(draw.stream()), draw.number(), draw.activation(), draw.age(), draw.repeats(), value);
    }
}
