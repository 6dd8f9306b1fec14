// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.mux.OpenPicker;
import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.Policy;

import java.util.Map;

/**
 * A keyed mux that draws from all streams at random by weight, and buffers all of them.
 *
 * @param <K> type of a key
 * @param <T> type of a record
 */
public final class ShuffledKeyedMux<K, T> extends KeyedMuxBuilder<K, T, ShuffledKeyedMux<K, T>> {

    ShuffledKeyedMux(KeyedMux<K, T> mux) {
        super(mux);
    }

    @Override
    ShuffledKeyedMux<K, T> self() {
        return this;
    }

    /** The weight of each stream. Not set: equal chances. */
    public ShuffledKeyedMux<K, T> weights(StreamWeight weight) {
        return weighted(weight);
    }

    /** Declares the streams with their weights. The pool is in the order of the ids. */
    public ShuffledKeyedMux<K, T> weights(Map<String, ? extends Number> weights) {
        return weighted(weights);
    }

    @Override
    String describe() {
        return "shuffled";
    }

    @Override
    Policy<Picker> closed(int streams, double[] weights) {
        return Policy.shuffled(streams, weights);
    }

    @Override
    Policy<OpenPicker> open(int streams, boolean weighted) {
        return Policy.openShuffled(streams, weighted);
    }

    @Override
    int slots(int lanes) {
        return 0;
    }

    @Override
    void check(boolean isClosed, boolean spills) {}
}
