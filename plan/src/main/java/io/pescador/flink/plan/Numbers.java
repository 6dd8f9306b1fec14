// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

/** Numbers as plans write them, for flags. */
public final class Numbers {

    private Numbers() {}

    /** @return the whole number that {@code text} stands for, or null if it is none */
    public static Long whole(String text) {
        return whole(Scalars.read(text));
    }

    static Long whole(Object value) {
        if (value instanceof Long number) {
            return number;
        }
        boolean whole = value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 0x1p63;
        return whole ? (Long) ((Double) value).longValue() : null;
    }
}
