// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.key;

import org.apache.flink.annotation.Experimental;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/** What a plan says about some keys. Values are serializable. Immutable. */
@Experimental
public final class Settings implements Serializable {

    /** Nothing is said: every key has its default. */
    public static final Settings NONE = new Settings(Map.of());

    private static final long serialVersionUID = 1;

    private final HashMap<String, Object> values;

    Settings(Map<String, Object> values) {
        this.values = new HashMap<>(values);
    }

    /** The value of a key; its default where the plan leaves it open. */
    @SuppressWarnings("unchecked") // the key's type read it
    public <T> T get(Key<T> key) {
        T value = (T) values.get(key.word());
        return value == null ? key.otherwise() : value;
    }

    /** The same, but for one key. */
    public <T> Settings with(Key<T> key, T value) {
        Settings changed = new Settings(values);
        changed.values.put(key.word(), value);
        return changed;
    }

    /** The same, but for the keys that others have. */
    public Settings with(Settings others) {
        Settings changed = new Settings(values);
        changed.values.putAll(others.values);
        return changed;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Settings settings && values.equals(settings.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
