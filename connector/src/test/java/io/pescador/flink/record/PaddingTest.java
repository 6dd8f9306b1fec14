// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Batches of arrays that differ in length. */
class PaddingTest {

    @Test
    void shorterArraysAreFilledUp() {
        Sample batch = Padding.of("ids", -1)
                .stack(List.of(
                        Sample.of("ids", NdArray.of(1L, 2, 3), "y", NdArray.scalar(1)),
                        Sample.of("ids", NdArray.of(new long[0]), "y", NdArray.scalar(2)),
                        Sample.of("ids", NdArray.of(4L), "y", NdArray.scalar(3))));
        assertThat(batch)
                .isEqualTo(Sample.of(
                                "ids",
                                NdArray.of(1L, 2, 3, -1, -1, -1, 4, -1, -1).reshape(3, 3),
                                "y",
                                NdArray.of(1, 2, 3))
                        .with("ids_length", NdArray.of(3L, 0, 1)));
    }

    @Test
    void otherAxesStayAsTheyAre() {
        Sample batch = Padding.of("x", 0.5)
                .stack(List.of(
                        Sample.of("x", NdArray.of(1f, 2).reshape(1, 2)),
                        Sample.of("x", NdArray.of(3f, 4, 5, 6).reshape(2, 2))));
        assertThat(batch.get("x"))
                .isEqualTo(NdArray.of(1f, 2, .5f, .5f, 3, 4, 5, 6).reshape(2, 2, 2));
        Sample text = Padding.of("t", 0)
                .stack(List.of(Sample.of("t", NdArray.of("a", "bcd")), Sample.of("t", NdArray.of("e"))));
        assertThat(text.get("t")).isEqualTo(NdArray.of("a", "bcd", "e", "").reshape(2, 2));
    }

    @Test
    void everyTypeIsFilledWithItsOwnValues() {
        for (DType type : DType.values()) {
            if (type.isText() || type == DType.FLOAT16) {
                continue;
            }
            double value = type == DType.BOOL ? 1 : type.isInteger() ? 100 : -2.5;
            NdArray one = NdArray.wrap(type, new int[] {1}, new byte[type.itemSize()]);
            NdArray none = NdArray.wrap(type, new int[] {0}, new byte[0]);
            NdArray filled = Padding.of("x", value)
                    .stack(List.of(Sample.of("x", one), Sample.of("x", none)))
                    .get("x");
            assertThat(filled.getDouble(0)).isZero();
            assertThat(filled.getDouble(1)).isEqualTo(value);
        }
    }

    @Test
    void whatCannotBeFilledUpIsRefused() {
        refused(
                0,
                NdArray.of(1, 2),
                NdArray.of(1f),
                "samples 0 and 1 cannot be joined: \"x\" is int32 (2,) in the first and float32 (1,)");
        refused(
                0,
                NdArray.of(1, 2).reshape(1, 2),
                NdArray.of(1, 2, 3).reshape(1, 3),
                "padding evens out the first axis alone");
        refused(0, NdArray.scalar(1), NdArray.scalar(2), "\"x\" of sample 0 is a single value");
        refused(.5, NdArray.of(1, 2), NdArray.of(1), "\"x\" is int32, which cannot be filled with 0.5");
        refused(1e10, NdArray.of(1, 2), NdArray.of(1), "\"x\" is int32, which cannot be filled with 1.0E10");
        refused(
                1,
                NdArray.of("a", "b"),
                NdArray.of("c"),
                "\"x\" is str, which cannot be filled with 1.0: fill it with 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Padding.of("z", 0).stack(List.of(Sample.of("x", NdArray.of(1)))))
                .withMessageContaining("no array \"z\" in this sample");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Padding.of("x", 0).stack(List.of(Sample.of("x", NdArray.of(1), "x_length", NdArray.scalar(1)))))
                .withMessageContaining("samples have an array \"x_length\" already");
    }

    private static void refused(double value, NdArray one, NdArray two, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Padding.of("x", value).stack(List.of(Sample.of("x", one), Sample.of("x", two))))
                .withMessageContaining(why);
    }
}
