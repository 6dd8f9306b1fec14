// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.records;

import org.apache.flink.annotation.Internal;

import java.util.Map;

/** A map in the state of one key, whatever keeps that state. */
@Internal
public interface StateMap<K, V> {

    /** Null if there is none. */
    V get(K key) throws Exception;

    void put(K key, V value) throws Exception;

    void remove(K key) throws Exception;

    Iterable<Map.Entry<K, V>> entries() throws Exception;

    boolean isEmpty() throws Exception;

    void clear();
}
