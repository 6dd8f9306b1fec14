// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.record.SampleTypeInfo;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Batches: what numpy makes of the samples, each sample once. */
class BufferTest {

    private static Sample sample(int i, boolean onlyX) {
        double[] x = IntStream.range(6 * i, 6 * i + 6).asDoubleStream().toArray();
        Sample sample = Sample.of("X", NdArray.of(x).reshape(2, 3));
        return onlyX ? sample : sample.with("Y", NdArray.of((long) i, (long) -i));
    }

    /** Lines of buffer.txt, which buffer.py wrote with numpy: case, batch, name, type, shape, elements. */
    private static List<String> numpy(String axis) throws Exception {
        try (InputStream in = BufferTest.class.getResourceAsStream("/numpy/buffer.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(axis + " "))
                    .toList();
        }
    }

    private static List<String> lines(String axis, List<Sample> batches) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < batches.size(); i++) {
            for (String name : batches.get(i).names().asList()) {
                NdArray array = batches.get(i).get(name);
                StringBuilder shape = new StringBuilder();
                for (int length : array.shape()) {
                    shape.append(shape.length() == 0 ? "" : "x").append(length);
                }
                String elements = String.join(
                        ",",
                        Arrays.stream(array.toDoubleArray())
                                .mapToObj(Double::toString)
                                .toList());
                lines.add(axis + " " + i + " " + name + " " + array.dtype().numpyName() + " " + shape + " " + elements);
            }
        }
        return lines;
    }

    private static Supplier<OneInputStreamOperator<Sample, Sample>> operator(
            boolean keyed, int size, boolean partial, Integer axis) {
        return () -> keyed
                ? new KeyedBufferOperator<>("batch", size, partial, new SampleBatcher(axis), SampleTypeInfo.INSTANCE)
                : new BufferOperator<>("batch", size, partial, new SampleBatcher(axis), SampleTypeInfo.INSTANCE);
    }

    private static StepHarness<Sample, Sample> harness(boolean keyed, int size, boolean partial, Integer axis) {
        KeySelector<Sample, Integer> key = keyed ? s -> 0 : null;
        return new StepHarness<>(operator(keyed, size, partial, axis), key, SampleTypeInfo.INSTANCE);
    }

    @ParameterizedTest
    @CsvSource({"none, false", "0, false", "1, false", "none, true", "0, true", "1, true"})
    void batchesAreThoseOfNumpy(String name, boolean keyed) throws Exception {
        Integer axis = name.equals("none") ? null : Integer.valueOf(name);
        List<Sample> samples = IntStream.range(0, 10)
                .mapToObj(i -> sample(i, name.equals("1")))
                .toList();
        for (boolean partial : new boolean[] {true, false}) {
            List<String> expected = numpy(name).stream()
                    .filter(line -> partial || !line.startsWith(name + " 2 "))
                    .map(line -> line.replace("<f8", "float64").replace("<i8", "int64"))
                    .toList();
            assertThat(expected).hasSizeGreaterThan(1);
            try (StepHarness<Sample, Sample> harness =
                    harness(keyed, 4, partial, axis).open(1)) {
                for (Sample sample : samples) {
                    harness.send(sample);
                }
                harness.end();
                assertThat(lines(name, harness.output())).isEqualTo(expected);
            }
            Buffer<Sample, Sample> buffer = axis == null ? Buffer.samples(4) : Buffer.samples(4, axis);
            List<Sample> ofStreamer = new ArrayList<>();
            (partial ? buffer.partial() : buffer)
                    .on(Streamer.of(samples))
                    .iterate(1)
                    .forEach(ofStreamer::add);
            assertThat(lines(name, ofStreamer)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingIsLostOrRepeatedThroughRescaling(boolean keyed) throws Exception {
        KeySelector<Sample, Integer> key = keyed ? s -> (int) s.get("i").getLong(0) % 5 : null;
        for (int number = 0; number < 40; number++) {
            Random random = new Random(number);
            int size = 1 + random.nextInt(7);
            StepHarness<Sample, Sample> harness =
                    new StepHarness<>(operator(keyed, size, true, null), key, SampleTypeInfo.INSTANCE).open(1);
            int[] parallelisms = {1, 3, 2};
            int next = 0;
            int records = 60;
            for (int i = 0; i < records; i++) {
                harness.send(Sample.of("i", NdArray.scalar((long) i)));
                if (random.nextInt(10) == 0) {
                    harness = harness.restart(parallelisms[++next % 3]);
                }
            }
            harness.end();
            List<Long> given = new ArrayList<>();
            int smaller = 0;
            for (Sample batch : harness.output()) {
                long[] members = batch.get("i").toLongArray();
                assertThat(members.length).isBetween(1, size);
                smaller += members.length < size ? 1 : 0;
                for (long i : members) {
                    given.add(i);
                }
                if (keyed) {
                    assertThat(Arrays.stream(members).map(i -> i % 5).distinct().count())
                            .isEqualTo(1);
                    assertThat(members).isSorted();
                }
            }
            assertThat(given).hasSize(records).doesNotHaveDuplicates();
            assertThat(smaller).as("one last batch a subtask or key").isLessThanOrEqualTo(keyed ? 5 : 3);
            harness.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shapesThatDifferAreRefusedByName(boolean keyed) throws Exception {
        try (StepHarness<Sample, Sample> harness =
                harness(keyed, 3, false, null).open(1)) {
            harness.send(sample(0, true));
            harness.send(sample(1, true));
            assertThatThrownBy(() -> harness.send(Sample.of("X", NdArray.of(1.0, 2.0))))
                    .isInstanceOf(StepException.class)
                    .hasMessageStartingWith("step \"batch\": samples 0 and 2 cannot be joined: \"X\" is float64")
                    .hasMessageContaining("in the first and float64")
                    .hasMessageContaining("in the second");
        }
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> Buffer.samples(0)).hasMessage("buffer size is 0: a batch has at least one sample");
        assertThatThrownBy(() -> Buffer.samples(2, -1)).hasMessage("axis is -1: an axis is a number ≥ 0");
    }
}
