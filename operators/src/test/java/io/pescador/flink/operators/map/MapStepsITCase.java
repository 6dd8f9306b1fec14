// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.operators.FailsOnce;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.record.SampleTypeInfo;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.java.tuple.Tuple1;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Buffer and cache in jobs that fail once: what comes out is what comes out of a job that does not. */
class MapStepsITCase {

    private static final long RECORDS = 4_000;
    private static final int SIZE = 7;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(2)
            .setNumberSlotsPerTaskManager(2)
            .build());

    /** Numbers in two halves, each from one reader and in order. */
    private static DataStream<Sample> samples(String backend) {
        FailsOnce.FAILED.set(false);
        StreamExecutionEnvironment env = FailsOnce.environment(backend, RuntimeExecutionMode.STREAMING);
        env.enableCheckpointing(50);
        return env.fromSource(new NumberSequenceSource(0, RECORDS - 1), WatermarkStrategy.noWatermarks(), "numbers")
                .map(new FailsOnce())
                .map(n -> Sample.of("n", NdArray.of(new long[] {n})))
                .returns(SampleTypeInfo.INSTANCE)
                .uid("samples");
    }

    private static int half(long n) {
        return n < RECORDS / 2 ? 0 : 1;
    }

    private static List<long[]> collect(DataStream<Sample> stream) throws Exception {
        List<long[]> all = new ArrayList<>();
        try (CloseableIterator<Sample> results = stream.executeAndCollect()) {
            results.forEachRemaining(sample -> {
                NdArray array = sample.get("n");
                long[] numbers = new long[array.size()];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = array.getLong(i);
                }
                all.add(numbers);
            });
        }
        assertThat(FailsOnce.FAILED).as("the job failed once").isTrue();
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"hashmap", "rocksdb"})
    void batchesOfKeysAreThoseOfAJobThatDoesNotFail(String backend) throws Exception {
        DataStream<Sample> batches = Buffer.samples(SIZE, 0)
                .partial()
                .on(samples(backend).keyBy(s -> half(s.get("n").getLong(0)), Types.INT), "batch")
                .map(s -> s)
                .returns(SampleTypeInfo.INSTANCE);
        Map<Integer, List<long[]>> byKey = new TreeMap<>();
        for (long[] batch : collect(batches)) {
            byKey.computeIfAbsent(half(batch[0]), key -> new ArrayList<>()).add(batch);
        }
        for (int key = 0; key < 2; key++) {
            List<long[]> expected = new ArrayList<>();
            long end = (key + 1) * RECORDS / 2;
            for (long n = key * RECORDS / 2; n < end; n += SIZE) {
                expected.add(LongStream.range(n, Math.min(n + SIZE, end)).toArray());
            }
            assertThat(byKey.get(key))
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactlyElementsOf(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hashmap", "rocksdb"})
    void batchesOfSubtasksHaveEachRecordOnce(String backend) throws Exception {
        List<long[]> batches = collect(Buffer.samples(SIZE, 0).partial().on(samples(backend), "batch"));
        assertThat(batches.stream().flatMapToLong(LongStream::of).sorted().toArray())
                .isEqualTo(LongStream.range(0, RECORDS).toArray());
        assertThat(batches.stream().filter(batch -> batch.length < SIZE).count())
                .as("partial batches, one of each subtask at most")
                .isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hashmap", "rocksdb"})
    void cachesOfKeysGiveWhatTheyGiveWithoutAFailure(String backend) throws Exception {
        Map<Integer, List<Long>> failing = cached(backend);
        FailsOnce.FAILED.set(true);
        Map<Integer, List<Long>> unbroken = cachedWithoutFailure(backend);
        assertThat(failing).isEqualTo(unbroken);
        assertThat(failing.get(0)).hasSizeGreaterThan((int) RECORDS);
    }

    private static Map<Integer, List<Long>> cached(String backend) throws Exception {
        return byHalf(collect(cache(samples(backend))));
    }

    private static Map<Integer, List<Long>> cachedWithoutFailure(String backend) throws Exception {
        DataStream<Sample> samples = samples(backend);
        FailsOnce.FAILED.set(true); // as if it had been already
        return byHalf(collect(cache(samples)));
    }

    /** Each new record is followed by three kept ones on average. */
    private static DataStream<Sample> cache(DataStream<Sample> samples) {
        return Cache.of(10, .25)
                .seed(3)
                .on(samples.keyBy(s -> half(s.get("n").getLong(0)), Types.INT), "cache")
                .map(s -> s)
                .returns(SampleTypeInfo.INSTANCE);
    }

    private static Map<Integer, List<Long>> byHalf(List<long[]> output) {
        Map<Integer, List<Long>> byKey = new TreeMap<>();
        for (long[] one : output) {
            byKey.computeIfAbsent(half(one[0]), key -> new ArrayList<>()).add(one[0]);
        }
        return byKey;
    }

    /** Where objects are reused, a receiver may change what it gets, and what is kept stays as it came. */
    @Test
    void aReceiverMayChangeWhatACacheEmits() throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.getConfig().enableObjectReuse();
        env.setParallelism(1);
        DataStream<Tuple1<Long>> records =
                env.fromSequence(1, 500).map(n -> Tuple1.of(n)).returns(Types.TUPLE(Types.LONG));
        DataStream<Long> emitted = Cache.of(10, .5)
                .on(records, "cache")
                .map(record -> {
                    long number = record.f0;
                    record.f0 = -1L;
                    return number;
                })
                .returns(Types.LONG);
        try (CloseableIterator<Long> results = emitted.executeAndCollect()) {
            List<Long> all = new ArrayList<>();
            results.forEachRemaining(all::add);
            assertThat(all).hasSizeGreaterThan(600).doesNotContain(-1L);
        }
    }
}
