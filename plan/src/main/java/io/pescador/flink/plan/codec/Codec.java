// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.codec;

import io.pescador.flink.plan.key.Key;

import org.apache.flink.annotation.Internal;

import java.util.List;

/**
 * Keys that stand together.
 *
 * @param title what messages call their owner, such as {@code a stochastic mux}
 * @param keys in the order of the documentation
 */
@Internal
public record Codec(String title, List<Key<?>> keys) {

    /** The words of the keys. */
    List<String> words() {
        return keys.stream().<String>map(Key::word).toList();
    }

    boolean has(String word) {
        return words().contains(word);
    }
}
