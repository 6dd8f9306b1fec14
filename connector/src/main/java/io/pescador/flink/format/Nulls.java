// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import org.apache.flink.annotation.Experimental;

import java.io.Serializable;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What becomes of values that a file leaves empty: null in Parquet and JSON lines, an empty cell and the words of {@code na} in CSV. Without
 * a rule they are NaN in floating-point arrays, and refused elsewhere. Immutable.
 */
@Experimental
public final class Nulls implements Serializable {

    private static final long serialVersionUID = 1;

    /** The word of plans for leaving out a row. */
    public static final String SKIP_ROW = "skip_row";

    /** No rule for any array. */
    public static final Nulls REFUSED = new Nulls(new LinkedHashMap<>(), new HashSet<>(), false);

    /** Leaves out each row that has a null in an array that holds no NaN. */
    public static final Nulls SKIPPED = new Nulls(new LinkedHashMap<>(), new HashSet<>(), true);

    private final LinkedHashMap<String, String> fills;
    private final HashSet<String> skipped;
    private final boolean all;

    private Nulls(LinkedHashMap<String, String> fills, HashSet<String> skipped, boolean all) {
        this.fills = fills;
        this.skipped = skipped;
        this.all = all;
    }

    /**
     * Puts a value in the place of nulls.
     *
     * @param name of an array in the sample
     * @param value as it is written: {@code -1}
     */
    public Nulls filling(String name, String value) {
        LinkedHashMap<String, String> more = new LinkedHashMap<>(fills);
        more.put(name, value);
        return new Nulls(more, skipped, all);
    }

    /**
     * Leaves out the rows in which an array has a null.
     *
     * @param name of an array in the sample
     */
    public Nulls skippingRows(String name) {
        HashSet<String> more = new HashSet<>(skipped);
        more.add(name);
        return new Nulls(fills, more, all);
    }

    /** Name of an array → what stands for null in it, as it is written. Unmodifiable. */
    public Map<String, String> fills() {
        return Collections.unmodifiableMap(fills);
    }

    /** Names of arrays that have a rule of their own. */
    public Set<String> names() {
        Set<String> names = new HashSet<>(skipped);
        names.addAll(fills.keySet());
        return names;
    }

    /** Whether a null in an array leaves out the row, where the array cannot hold NaN or was named. */
    public boolean skipsRow(String name, boolean holdsNaN) {
        return skipped.contains(name) || all && !holdsNaN && !fills.containsKey(name);
    }

    /** Whether rows may be left out, so that their number is known only at the end. */
    public boolean skipRows() {
        return all || !skipped.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Nulls nulls
                && fills.equals(nulls.fills)
                && skipped.equals(nulls.skipped)
                && all == nulls.all;
    }

    @Override
    public int hashCode() {
        return Objects.hash(fills, skipped, all);
    }
}
