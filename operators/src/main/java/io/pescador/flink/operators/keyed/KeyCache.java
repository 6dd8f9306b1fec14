// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The values of the keys that were used last, as objects beside the keyed state. The key that was not used for longest makes room, after
 * its value was written back. Not thread-safe.
 */
final class KeyCache<K, V> {

    private final int max;
    private final WriteBack<K, V> writeBack;
    private final LinkedHashMap<K, V> values = new LinkedHashMap<>(64, 0.75f, true);

    /** @param max how many values are held at most, ≥ 1 */
    KeyCache(int max, WriteBack<K, V> writeBack) {
        this.max = max;
        this.writeBack = writeBack;
    }

    /** Null if it is not held. */
    V get(K key) {
        return values.get(key);
    }

    /** Adds a value that is not held. */
    void add(K key, V value) throws Exception {
        values.put(key, value);
        if (values.size() > max) {
            Map.Entry<K, V> longestUnused = values.entrySet().iterator().next();
            values.remove(longestUnused.getKey());
            writeBack.write(longestUnused.getKey(), longestUnused.getValue());
        }
    }

    /** Drops a value without writing it back. */
    void remove(K key) {
        values.remove(key);
    }

    /** Writes all values back, and keeps them. */
    void writeAll() throws Exception {
        for (Map.Entry<K, V> entry : values.entrySet()) {
            writeBack.write(entry.getKey(), entry.getValue());
        }
    }

    /** Writes a value into the state of its key. */
    interface WriteBack<K, V> {

        void write(K key, V value) throws Exception;
    }
}
