// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import org.apache.flink.annotation.PublicEvolving;

import java.io.Serializable;
import java.util.List;

/** What an array of a sample is read from. */
@PublicEvolving
public sealed interface FieldSource extends Serializable {

    /** @param name of an array, column or key in the file. In csv, {@code first..last} is a range of columns, gathered into one array */
    static FieldSource of(String name) {
        return new Named(name);
    }

    /**
     * @param names of columns and ranges {@code first..last}, gathered into one array with one axis, in this order
     * @throws IllegalArgumentException if there are none
     */
    static FieldSource gather(List<String> names) {
        return new Gathered(names);
    }

    /** One array, column or key of the file. */
    record Named(String name) implements FieldSource {}

    /** Columns side by side. */
    record Gathered(List<String> names) implements FieldSource {

        public Gathered {
            if (names.isEmpty()) {
                throw new IllegalArgumentException("a field gathers at least one column");
            }
            names = List.copyOf(names);
        }
    }
}
