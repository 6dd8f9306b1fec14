// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SampleTest {

    private final Sample sample = Sample.of("X", NdArray.of(1f, 2f), "Y", NdArray.scalar(3L));

    @Test
    void findsArraysByName() {
        assertThat(sample.get("Y")).isEqualTo(NdArray.scalar(3L));
        assertThat(sample.get(0)).isEqualTo(NdArray.of(1f, 2f));
        assertThat(sample.has("X")).isTrue();
        assertThat(sample.byteSize()).isEqualTo(16);
        assertThatThrownBy(() -> sample.get("labels")).hasMessage("no array \"labels\" in this sample; it has X, Y");
    }

    @Test
    void keepsTheOrderItIsGiven() {
        Map<String, NdArray> map = new LinkedHashMap<>();
        for (String name : List.of("z", "a", "m")) {
            map.put(name, NdArray.scalar(name));
        }
        assertThat(Sample.of(map).names().asList()).containsExactly("z", "a", "m");
        assertThat(Sample.of(map).toMap()).containsExactlyEntriesOf(map);
    }

    @Test
    void isChangedByCopies() {
        Sample more = sample.with("class", NdArray.scalar("pez")).with("Y", NdArray.scalar(4L));
        assertThat(more.names().asList()).containsExactly("X", "Y", "class");
        assertThat(more.get("Y").getLong(0)).isEqualTo(4);
        assertThat(sample).isEqualTo(Sample.of("X", NdArray.of(1f, 2f), "Y", NdArray.scalar(3L)));
    }

    @Test
    void refusesTwoArraysOfOneName() {
        assertThatThrownBy(() -> FieldNames.of("X", "Y", "X")).hasMessage("a sample has two arrays named \"X\"");
        assertThatThrownBy(() -> Sample.of(FieldNames.of("X", "Y"), NdArray.scalar(1)))
                .hasMessage("1 arrays for 2 names: X, Y");
    }

    @Test
    void stacks() {
        Sample batch = Sample.stack(List.of(sample, sample.with("Y", NdArray.scalar(4L))));
        assertThat(batch).isEqualTo(Sample.of("X", NdArray.of(1f, 2f, 1f, 2f).reshape(2, 2), "Y", NdArray.of(3L, 4L)));
    }

    @Test
    void concatenates() {
        Sample one = Sample.of("X", NdArray.of(1, 2));
        assertThat(Sample.concatenate(List.of(one, Sample.of("X", NdArray.of(3))), 0))
                .isEqualTo(Sample.of("X", NdArray.of(1, 2, 3)));
        assertThatThrownBy(() -> Sample.concatenate(List.of(one), -1))
                .hasMessage("axis is -1: an axis is a number ≥ 0");
    }

    @Test
    void saysWhichSamplesDoNotFitTogether() {
        assertThatThrownBy(() -> Sample.stack(List.of(sample, sample, Sample.of("X", NdArray.of(1f, 2f)))))
                .hasMessage("samples 0 and 2 cannot be joined: their arrays are X, Y and X");
        assertThatThrownBy(() -> Sample.stack(List.of(sample, sample.with("X", NdArray.of(1f)))))
                .hasMessage(
                        "samples 0 and 1 cannot be joined: \"X\" is float32 (2,) in the first and float32 (1,) in the second");
        assertThatThrownBy(() -> Sample.stack(List.of(sample, sample.with("Y", NdArray.scalar(1.0)))))
                .hasMessage(
                        "samples 0 and 1 cannot be joined: \"Y\" is int64 () in the first and float64 () in the second");
        assertThatThrownBy(() -> Sample.stack(List.of())).hasMessage("no samples to join");
    }

    @Test
    void writesJson() throws IOException {
        StringBuilder out = new StringBuilder();
        sample.writeJson(out);
        assertThat(out).hasToString("{\"X\":[1.0,2.0],\"Y\":3}");
        assertThat(sample).hasToString("{X: array([1.0, 2.0], dtype=float32), Y: array(3, dtype=int64)}");
    }
}
