// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import org.apache.flink.annotation.PublicEvolving;

import java.io.Serializable;

/**
 * The part of a streamer that lies between two fractions of it. Parts that meet share the number at which they meet, so that whatever is
 * counted by {@link #first} is divided without gap or overlap.
 *
 * @param from where the part begins, 0 ≤ from &lt; to
 * @param to where it ends, ≤ 1
 */
@PublicEvolving
public record Cut(double from, double to) implements Serializable {

    /** All of it. */
    public static final Cut WHOLE = new Cut(0, 1);

    public Cut {
        if (!(from >= 0 && from < to && to <= 1)) {
            throw new IllegalArgumentException("a cut goes from 0 ≤ from < to ≤ 1, not from " + from + " to " + to);
        }
    }

    /** Part {@code index} of {@code count} equal ones. */
    public static Cut shard(int index, int count) {
        if (count < 1 || index < 0 || index >= count) {
            throw new IllegalArgumentException("there is no shard " + index + " of " + count);
        }
        return new Cut((double) index / count, (double) (index + 1) / count);
    }

    /** The number of the first of {@code total} things that belongs to this part. */
    public long first(long total) {
        return bound(from, total);
    }

    /** The number after the last of {@code total} things that belongs to this part. */
    public long end(long total) {
        return bound(to, total);
    }

    /** How many of {@code total} things belong to this part. */
    public long of(long total) {
        return end(total) - first(total);
    }

    /** How much of the whole this part is. */
    public double size() {
        return to - from;
    }

    public boolean isWhole() {
        return from == 0 && to == 1;
    }

    /** The same part of this part. */
    public Cut within(Cut outer) {
        return new Cut(outer.from + from * outer.size(), to == 1 ? outer.to : outer.from + to * outer.size());
    }

    private static long bound(double fraction, long total) {
        // The nudge undoes rounding where the exact product is whole, as in 0.1 * 3 / 0.3.
        return fraction >= 1 ? total : (long) Math.floor(fraction * total * (1 + 0x1.0p-50));
    }
}
