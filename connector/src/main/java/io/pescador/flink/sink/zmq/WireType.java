// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.zmq;

import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The type of an array as the wire names it, which is what {@code str(array.dtype)} gives in numpy on a little-endian machine:
 * {@code float32}, {@code >f4}, {@code <U7}, {@code |S3}.
 *
 * @param swapped whether the bytes are big-endian and the type has words to swap
 */
record WireType(DType dtype, int itemSize, boolean swapped) {

    /** By name; codes without the byte order, such as {@code f4}, are found by {@link DType#ofCode(String)}. */
    private static final Map<String, DType> FIXED = Arrays.stream(DType.values())
            .filter(type -> !type.isText())
            .collect(Collectors.toMap(DType::numpyName, type -> type));

    static String name(NdArray array, ByteOrder order) {
        DType type = array.dtype();
        boolean big = order == ByteOrder.BIG_ENDIAN && type.wordSize() > 1;
        if (!big && !type.isText()) {
            return type.numpyName();
        }
        String descr = type.descr(array.itemSize());
        return big ? ">" + descr.substring(1) : descr;
    }

    /** @throws IllegalArgumentException if there is no such type among those of {@link DType} */
    static WireType named(String name) {
        boolean ordered = !name.isEmpty() && "<>|=".indexOf(name.charAt(0)) >= 0;
        String code = ordered ? name.substring(1) : name;
        boolean big = name.startsWith(">");
        DType fixed = FIXED.getOrDefault(code, DType.ofCode(code));
        if (fixed != null) {
            return new WireType(fixed, fixed.itemSize(), big && fixed.wordSize() > 1);
        }
        if (code.matches("[US][1-9][0-9]{0,7}")) {
            DType text = code.charAt(0) == 'U' ? DType.STRING : DType.BYTES;
            int characters = Integer.parseInt(code.substring(1));
            return new WireType(text, Math.multiplyExact(characters, text.wordSize()), big && text == DType.STRING);
        }
        throw new IllegalArgumentException("no array type is called \"" + name + "\" here");
    }
}
