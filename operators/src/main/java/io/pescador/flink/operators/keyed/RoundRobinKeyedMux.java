// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.mux.OpenPicker;
import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.Policy;

/**
 * A keyed mux that takes one record of each stream in turn, and buffers all of them. A stream that ends is passed over.
 *
 * @param <K> type of a key
 * @param <T> type of a record
 */
public final class RoundRobinKeyedMux<K, T> extends KeyedMuxBuilder<K, T, RoundRobinKeyedMux<K, T>> {

    RoundRobinKeyedMux(KeyedMux<K, T> mux) {
        super(mux);
    }

    @Override
    RoundRobinKeyedMux<K, T> self() {
        return this;
    }

    @Override
    String describe() {
        return "round_robin";
    }

    @Override
    Policy<Picker> closed(int streams, double[] weights) {
        return Policy.roundRobin(streams);
    }

    @Override
    Policy<OpenPicker> open(int streams, boolean weighted) {
        return Policy.openRoundRobin(streams);
    }

    @Override
    int slots(int lanes) {
        return 0;
    }

    @Override
    void check(boolean isClosed, boolean spills) {}
}
