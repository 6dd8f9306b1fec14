// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

/** IEEE 754 binary16, which Java has no type for before version 20. */
final class Float16 {

    /** The value of one unit in the last place of a subnormal. */
    private static final float SUBNORMAL_UNIT = 0x1p-24f;

    private Float16() {}

    /** The float of the same value; every half has one. A NaN keeps its sign and the bits of its payload. */
    static float toFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = (half >>> 10) & 0x1f;
        int mantissa = half & 0x3ff;
        if (exponent == 0) {
            return Float.intBitsToFloat(sign | Float.floatToRawIntBits(mantissa * SUBNORMAL_UNIT));
        }
        int bias = exponent == 0x1f ? 0xff - 0x1f : 127 - 15;
        return Float.intBitsToFloat(sign | (exponent + bias) << 23 | mantissa << 13);
    }
}
