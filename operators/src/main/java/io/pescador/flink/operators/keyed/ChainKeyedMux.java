// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.mux.OpenPicker;
import io.pescador.flink.mux.Picker;
import io.pescador.flink.mux.Policy;

/**
 * A keyed mux that takes the first stream until it ends, then the second, and so on, and buffers all of them. Discovered streams come in
 * the order in which they turn up; a stream that comes back after its end goes to the end of the chain.
 *
 * @param <K> type of a key
 * @param <T> type of a record
 */
public final class ChainKeyedMux<K, T> extends KeyedMuxBuilder<K, T, ChainKeyedMux<K, T>> {

    ChainKeyedMux(KeyedMux<K, T> mux) {
        super(mux);
    }

    @Override
    ChainKeyedMux<K, T> self() {
        return this;
    }

    @Override
    String describe() {
        return "chain";
    }

    @Override
    Policy<Picker> closed(int streams, double[] weights) {
        return Policy.chain(streams);
    }

    @Override
    Policy<OpenPicker> open(int streams, boolean weighted) {
        return Policy.openChain();
    }

    @Override
    int slots(int lanes) {
        return 0;
    }

    @Override
    void check(boolean isClosed, boolean spills) {}
}
