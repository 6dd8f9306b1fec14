// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import java.io.Serializable;

/** What a keyed mux makes of a record that it gives. */
interface Output<K, T, O> extends Serializable {

    /** Whether the stream's id is asked for; it costs a read of state where streams are discovered. */
    boolean wantsStream();

    O of(K key, String stream, long draw, long activation, long age, int repeats, T value);

    static <K, T> Output<K, T, T> plain() {
        return new Output<>() {
            @Override
            public boolean wantsStream() {
                return false;
            }

            @Override
            public T of(K key, String stream, long draw, long activation, long age, int repeats, T value) {
                return value;
            }
        };
    }

    static <K, T> Output<K, T, Drawn<K, T>> drawn() {
        return new Output<>() {
            @Override
            public boolean wantsStream() {
                return true;
            }

            @Override
            public Drawn<K, T> of(K key, String stream, long draw, long activation, long age, int repeats, T value) {
                return new Drawn<>(key, stream, draw, activation, age, repeats, value);
            }
        };
    }
}
