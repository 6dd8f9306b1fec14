// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class NdArrayTest {

    private final NdArray matrix = NdArray.of(0, 1, 2, 3, 4, 5).reshape(2, 3);

    @Test
    void hasTypeShapeAndSize() {
        assertThat(matrix.dtype()).isEqualTo(DType.INT32);
        assertThat(matrix.rank()).isEqualTo(2);
        assertThat(matrix.shape()).containsExactly(2, 3);
        assertThat(matrix.size()).isEqualTo(6);
        assertThat(matrix.byteSize()).isEqualTo(24);
        assertThat(NdArray.scalar(7L).rank()).isZero();
        assertThat(NdArray.scalar(7L).size()).isEqualTo(1);
        assertThat(NdArray.of("a", "señal").itemSize()).isEqualTo(20);
    }

    @Test
    void cannotBeChangedThroughWhatItGives() {
        matrix.shape()[0] = 9;
        matrix.toByteArray()[0] = 9;
        assertThat(matrix).isEqualTo(NdArray.of(0, 1, 2, 3, 4, 5).reshape(2, 3));
        assertThatThrownBy(() -> matrix.buffer().put(0, (byte) 9)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void addressesElementsInCOrder() {
        assertThat(matrix.getLong(matrix.flatIndex(1, 2))).isEqualTo(5);
        assertThat(matrix.flatIndex(1, 0)).isEqualTo(3);
        assertThat(NdArray.scalar(1).flatIndex()).isZero();
        assertThatThrownBy(() -> matrix.flatIndex(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> matrix.flatIndex(1)).hasMessage("1 indices for an array of shape (2, 3)");
        assertThatThrownBy(() -> matrix.getLong(6)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> matrix.getLong(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void givesRowsAsViews() {
        NdArray row = matrix.row(1);
        assertThat(row).isEqualTo(NdArray.of(3, 4, 5));
        assertThat(row.row(2)).isEqualTo(NdArray.scalar(5));
        assertThat(matrix.rows(1, 1)).isEqualTo(NdArray.of(3, 4, 5).reshape(1, 3));
        assertThat(matrix.rows(0, 0).shape()).containsExactly(0, 3);
        assertThat(row.toLongArray()).containsExactly(3, 4, 5);
        assertThat(row.buffer().remaining()).isEqualTo(12);
        assertThat(row.compact()).isEqualTo(row);
        assertThatThrownBy(() -> matrix.row(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> matrix.rows(1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> NdArray.scalar(1).row(0)).hasMessage("an array without axes has no rows");
        assertThat(NdArray.of(new float[0]).reshape(3, 0).row(2).shape()).containsExactly(0);
    }

    @Test
    void readsEveryType() {
        assertThat(NdArray.of(true, false).toLongArray()).containsExactly(1, 0);
        assertThat(NdArray.of((byte) -1).getLong(0)).isEqualTo(-1);
        assertThat(NdArray.of((short) -2).getLong(0)).isEqualTo(-2);
        assertThat(NdArray.of(Long.MIN_VALUE).getLong(0)).isEqualTo(Long.MIN_VALUE);
        byte[] ones = {-1, -1, -1, -1, -1, -1, -1, -1};
        assertThat(NdArray.wrap(DType.UINT8, new int[] {8}, ones).getLong(7)).isEqualTo(255);
        assertThat(NdArray.wrap(DType.UINT16, new int[] {4}, ones).getLong(3)).isEqualTo(65_535);
        assertThat(NdArray.wrap(DType.UINT32, new int[] {2}, ones).getLong(1)).isEqualTo(4_294_967_295L);
        NdArray most = NdArray.wrap(DType.UINT64, new int[] {}, ones);
        assertThat(most.getDouble(0)).isEqualTo(0x1p64);
        assertThat(most.getString(0)).isEqualTo("18446744073709551615");
        assertThat(NdArray.of(1.5f).getDouble(0)).isEqualTo(1.5);
        assertThat(NdArray.of(1.5f, 2).toFloatArray()).containsExactly(1.5f, 2);
        assertThat(NdArray.of(1, 2).toFloatArray()).containsExactly(1, 2);
        assertThat(NdArray.of(0.1).toDoubleArray()).containsExactly(0.1);
        assertThat(NdArray.of(0.0, 2.0).getBoolean(1)).isTrue();
        assertThat(NdArray.of("pez", "網🐟", "").toStringArray()).containsExactly("pez", "網🐟", "");
        assertThat(NdArray.wrap(DType.BYTES, 2, new int[] {2}, new byte[] {'a', 'b', 'c', 0})
                        .toStringArray())
                .containsExactly("ab", "c");
        assertThatThrownBy(() -> NdArray.of(1.5).getLong(0))
                .hasMessage("elements of type float64 are no whole numbers");
        assertThatThrownBy(() -> NdArray.of("x").getDouble(0)).hasMessage("elements of type str are no numbers");
    }

    /** The one rounding of a 64-bit unsigned number: 2^63 + 1025 lies between two doubles, above the middle. */
    @Test
    void roundsUnsignedOnce() {
        byte[] bytes = {1, 4, 0, 0, 0, 0, 0, (byte) 0x80};
        assertThat(NdArray.wrap(DType.UINT64, new int[] {1}, bytes).getDouble(0))
                .isEqualTo(0x1p63 + 2048);
    }

    @Test
    void readsCodePointsThatDoNotExistAsReplacements() {
        byte[] bytes = {-1, -1, -1, -1, 'a', 0, 0, 0};
        assertThat(NdArray.wrap(DType.STRING, 8, new int[] {}, bytes).getString(0))
                .isEqualTo("\uFFFDa");
    }

    @Test
    void refusesBytesThatDoNotFitTheShape() {
        assertThatThrownBy(() -> NdArray.wrap(DType.FLOAT32, new int[] {2, 2}, new byte[15]))
                .hasMessage("shape (2, 2) of 4-byte elements takes 16 bytes, not 15");
        assertThatThrownBy(() -> NdArray.wrap(DType.FLOAT32, new int[] {-1}, new byte[0]))
                .hasMessage("shape (-1,) has an axis of negative length");
        assertThatThrownBy(() -> NdArray.wrap(DType.FLOAT64, new int[] {65536, 65536}, new byte[0]))
                .hasMessage("shape (65536, 65536) of 8-byte elements is beyond the 2 GiB that one array can hold");
        assertThatThrownBy(() -> NdArray.wrap(DType.INT8, new int[65], new byte[0]))
                .hasMessage("an array has at most 64 axes, not 65");
        assertThatThrownBy(() -> NdArray.wrap(DType.STRING, 6, new int[] {1}, new byte[6]))
                .hasMessage("an element of type str has not 6 bytes");
        assertThatThrownBy(() -> matrix.reshape(4, 2))
                .hasMessage("shape (2, 3) cannot be reshaped to (4, 2): 6 elements");
        assertThat(NdArray.wrap(DType.FLOAT64, new int[] {0, 2_000_000_000, 2_000_000_000}, new byte[0])
                        .size())
                .isZero();
    }

    @Test
    void stacksAsNumpyDoes() {
        NdArray stacked = NdArray.stack(
                List.of(NdArray.of(1, 2), NdArray.of(3, 4), matrix.row(0).rows(1, 2)));
        assertThat(stacked).isEqualTo(NdArray.of(1, 2, 3, 4, 1, 2).reshape(3, 2));
        assertThat(NdArray.stack(List.of(NdArray.scalar(1.5), NdArray.scalar(2.5))))
                .isEqualTo(NdArray.of(1.5, 2.5));
        assertThat(NdArray.stack(List.of(NdArray.scalar("a"), NdArray.scalar("bcd"))))
                .isEqualTo(NdArray.of("a", "bcd"));
        assertThatThrownBy(() -> NdArray.stack(List.of(NdArray.of(1, 2), NdArray.of(1, 2), NdArray.of(3))))
                .hasMessage("array 2 cannot be stacked on array 0: its shape is (1,), not (2,)");
        assertThatThrownBy(() -> NdArray.stack(List.of(NdArray.of(1), NdArray.of(1L))))
                .hasMessage("array 1 cannot be stacked on array 0: its type is int64, not int32");
        assertThatThrownBy(() -> NdArray.stack(List.of())).hasMessage("no arrays to join");
    }

    @Test
    void concatenatesAsNumpyDoes() {
        NdArray more = NdArray.of(6, 7, 8).reshape(1, 3);
        assertThat(NdArray.concatenate(List.of(matrix, more), 0))
                .isEqualTo(NdArray.of(0, 1, 2, 3, 4, 5, 6, 7, 8).reshape(3, 3));
        NdArray column = NdArray.of(6, 7).reshape(2, 1);
        assertThat(NdArray.concatenate(List.of(matrix, column, matrix), 1))
                .isEqualTo(NdArray.of(0, 1, 2, 6, 0, 1, 2, 3, 4, 5, 7, 3, 4, 5).reshape(2, 7));
        assertThat(NdArray.concatenate(
                        List.of(
                                NdArray.of("a", "b").reshape(2, 1),
                                NdArray.of("cd", "e").reshape(2, 1)),
                        1))
                .isEqualTo(NdArray.of("a", "cd", "b", "e").reshape(2, 2));
        assertThat(NdArray.concatenate(List.of(matrix.rows(0, 0), matrix), 0)).isEqualTo(matrix);
        assertThat(NdArray.concatenate(
                                List.of(
                                        matrix.reshape(2, 3, 1).rows(0, 0),
                                        NdArray.of(new int[0]).reshape(0, 3, 1)),
                                0)
                        .shape())
                .containsExactly(0, 3, 1);
        assertThatThrownBy(() -> NdArray.concatenate(List.of(matrix, column), 0))
                .hasMessage("array 1 cannot be put behind array 0 along axis 0: its shape is (2, 1), not (2, 3)");
        assertThatThrownBy(() -> NdArray.concatenate(List.of(matrix), 2))
                .hasMessage("arrays of shape (2, 3) have no axis 2");
    }

    @Test
    void isEqualByValue() {
        assertThat(NdArray.of(Float.NaN)).isEqualTo(NdArray.of(Float.NaN)).hasSameHashCodeAs(NdArray.of(Float.NaN));
        assertThat(matrix.row(1)).hasSameHashCodeAs(NdArray.of(3, 4, 5));
        assertThat(matrix)
                .isNotEqualTo(matrix.reshape(3, 2))
                .isNotEqualTo(NdArray.of(0, 1, 2, 3, 4, 6).reshape(2, 3));
        assertThat(NdArray.of(0.0)).isNotEqualTo(NdArray.of(-0.0)).isNotEqualTo(NdArray.of(0L));
    }

    @Test
    void showsItselfAsNumpyDoes() {
        assertThat(matrix).hasToString("array([[0, 1, 2], [3, 4, 5]], dtype=int32)");
        assertThat(NdArray.scalar(2.5)).hasToString("array(2.5, dtype=float64)");
        assertThat(NdArray.of("a\"b")).hasToString("array([\"a\\\"b\"], dtype=str)");
        assertThat(NdArray.of(Double.NaN, Double.NEGATIVE_INFINITY))
                .hasToString("array([NaN, -Infinity], dtype=float64)");
        assertThat(NdArray.of(new float[0]).reshape(0, 5)).hasToString("array([], shape=(0, 5), dtype=float32)");
        assertThat(NdArray.of(new byte[2002]).reshape(1001, 2))
                .hasToString(
                        "array([[0, 0], [0, 0], [0, 0], ..., [0, 0], [0, 0], [0, 0]], shape=(1001, 2), dtype=int8)");
    }

    @Test
    void writesJson() throws IOException {
        assertThat(json(matrix)).isEqualTo("[[0,1,2],[3,4,5]]");
        assertThat(json(NdArray.scalar(0.1f))).isEqualTo("0.1");
        assertThat(json(NdArray.of(true, false))).isEqualTo("[true,false]");
        assertThat(json(NdArray.of(Float.NaN, Float.POSITIVE_INFINITY, 1e10f, -0f)))
                .isEqualTo("[\"NaN\",\"Infinity\",1.0E10,-0.0]");
        assertThat(json(NdArray.of("a\"\\\n\u0001", "網🐟", "\ud800")))
                .isEqualTo("[\"a\\\"\\\\\\n\\u0001\",\"網🐟\",\"\\ud800\"]");
        assertThat(json(NdArray.of(new int[0]).reshape(2, 0))).isEqualTo("[[],[]]");
    }

    private static String json(NdArray array) throws IOException {
        StringBuilder out = new StringBuilder();
        array.writeJson(out);
        return out.toString();
    }

    @Test
    void takesTheKindOfAnother() {
        byte[] bytes = ByteBuffer.allocate(24).put(0, (byte) 9).array();
        assertThat(matrix.withBytes(bytes).toLongArray()).containsExactly(9, 0, 0, 0, 0, 0);
        assertThatThrownBy(() -> matrix.withBytes(new byte[23]))
                .hasMessage("an array of 24 bytes cannot be made of 23");
    }
}
