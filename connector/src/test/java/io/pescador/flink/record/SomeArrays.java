// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Arrays of every type and many shapes, the same in every run. */
public final class SomeArrays {

    private static final int[][] SHAPES = {{}, {1}, {7}, {0}, {3, 0, 2}, {2, 3}, {1, 1, 1}, {2, 1, 3, 2, 2}};

    private SomeArrays() {}

    /** An array of each type in each shape, filled with any bytes. */
    public static List<NdArray> ofEveryTypeAndShape() {
        List<NdArray> arrays = new ArrayList<>();
        Random random = new Random(6);
        for (DType dtype : DType.values()) {
            for (int[] shape : SHAPES) {
                int itemSize = dtype == DType.STRING ? 20 : dtype == DType.BYTES ? 3 : dtype.itemSize();
                byte[] bytes = new byte[Shape.size(shape, itemSize) * itemSize];
                random.nextBytes(bytes);
                arrays.add(NdArray.wrap(dtype, itemSize, shape, bytes));
            }
        }
        return arrays;
    }

    /** Samples: none, one and many arrays, names of all sorts. */
    public static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        samples.add(Sample.of(FieldNames.of()));
        samples.add(Sample.of("größe/網", NdArray.scalar(1.5), "", NdArray.of("pez", "señal")));
        Sample all = samples.get(0);
        for (NdArray array : ofEveryTypeAndShape()) {
            all = all.with("a" + all.size(), array);
        }
        samples.add(all);
        return samples;
    }
}
