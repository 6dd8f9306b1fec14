// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.key;

import org.apache.flink.annotation.Experimental;

/**
 * A key of a plan. Reading, refusing, the schemas for editors and the tables of the documentation all come from it.
 *
 * @param word as a plan writes it
 * @param type of its value
 * @param otherwise the default, or null
 * @param meaning for the documentation, in Markdown
 * @param <T> Java type of the value
 */
@Experimental
public record Key<T>(String word, Type<T> type, T otherwise, String meaning) {

    /** A key without a default. */
    public static <T> Key<T> of(String word, Type<T> type, String meaning) {
        return new Key<>(word, type, null, meaning);
    }

    /** The same key with a default. */
    public Key<T> orElse(T value) {
        return new Key<>(word, type, value, meaning);
    }
}
