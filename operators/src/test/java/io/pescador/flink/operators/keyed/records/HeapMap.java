// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.records;

import java.util.HashMap;
import java.util.Map;

/** State without Flink. */
public record HeapMap<K, V>(Map<K, V> map) implements StateMap<K, V> {

    public HeapMap() {
        this(new HashMap<>());
    }

    @Override
    public V get(K key) {
        return map.get(key);
    }

    @Override
    public void put(K key, V value) {
        map.put(key, value);
    }

    @Override
    public void remove(K key) {
        map.remove(key);
    }

    @Override
    public Iterable<Map.Entry<K, V>> entries() {
        return map.entrySet();
    }

    @Override
    public boolean isEmpty() {
        return map.isEmpty();
    }

    @Override
    public void clear() {
        map.clear();
    }
}
