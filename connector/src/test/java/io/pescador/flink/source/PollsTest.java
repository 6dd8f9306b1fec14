// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.Items;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.DynamicFilteringInfo;
import org.apache.flink.api.connector.source.DynamicParallelismInference;
import org.apache.flink.runtime.source.event.WatermarkAlignmentEvent;
import org.apache.flink.streaming.runtime.io.DataInputStatus;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** What one poll of a reader gives: from which shard, how much, how fast, and with pauses in the middle of it. */
class PollsTest {

    private static final BlockingQueue<Long> LIVE = new LinkedBlockingQueue<>();

    @AfterEach
    void dry() {
        LIVE.clear();
    }

    /** Shard 0 is a live stream; the others count from 1000, 2000, … */
    private static StreamerSource<Sampled<Long>> liveAndLong(int shards, long pace) {
        Items<Long> live = (seed, skip) -> new ItemReader<>() {
            @Override
            public boolean isReady() {
                return !LIVE.isEmpty();
            }

            @Override
            public Long read() {
                try {
                    return LIVE.take();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return null;
                }
            }
        };
        List<Streamer<Long>> streams = IntStream.range(0, shards)
                .mapToObj(shard -> shard == 0
                        ? Streamer.items(live).undivided()
                        : Streamer.items(new Counting(1000 * shard, 1 << 20)).undivided())
                .toList();
        return StreamerSource.of(Mux.of(streams, RoundRobinPolicy.of()))
                .setTypeInformation(Types.LONG)
                .setSeed(1)
                .setShards(shards)
                .setReadThreads(2)
                .setPace(pace)
                .buildWithProvenance();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5})
    void withoutAPaceAShardThatHasNothingHoldsUpNoOther(int shards) throws Exception {
        StreamerSource<Sampled<Long>> source = liveAndLong(shards, StreamerSourceBuilder.NO_PACE);
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.open(source)) {
            harness.assignFresh(source, IntStream.range(0, shards).toArray());
            harness.noMoreSplits();
            List<Sampled<Long>> others = harness.take(2000);
            assertThat(others).extracting(Sampled::shard).doesNotContain(0);
            for (int shard = 1; shard < shards; shard++) {
                int number = shard;
                List<Long> given = others.stream()
                        .filter(sample -> sample.shard() == number)
                        .map(Sampled::value)
                        .toList();
                assertThat(given)
                        .startsWith(1000L * shard, 1000L * shard + 1)
                        .isSorted()
                        .doesNotHaveDuplicates();
            }
            LIVE.add(7L);
            LIVE.add(8L);
            while (harness.records().stream().filter(s -> s.shard() == 0).count() < 2) {
                harness.take(1);
            }
            assertThat(harness.records())
                    .filteredOn(sample -> sample.shard() == 0)
                    .extracting(Sampled::value)
                    .containsExactly(7L, 8L);
        }
    }

    @Test
    void withAPaceTheShardThatIsNextIsWaitedFor() throws Exception {
        StreamerSource<Sampled<Long>> source = liveAndLong(2, 1000);
        try (SourceHarness<Sampled<Long>> harness = SourceHarness.open(source)) {
            harness.assignFresh(source, 0, 1);
            harness.noMoreSplits();
            for (long item = 0; item < 5; item++) {
                LIVE.add(item);
                List<Sampled<Long>> round = harness.take(1);
                while (round.size() < 2 || harness.isAvailable()) {
                    round.addAll(harness.poll());
                }
                assertThat(round).extracting(Sampled::value).containsExactly(item, 1000 + item);
                assertThat(harness.status()).isEqualTo(DataInputStatus.NOTHING_AVAILABLE);
            }
        }
    }

    /** Else checkpoints, pauses and cancelling wait until so many large records are serialized. */
    @ParameterizedTest
    @CsvSource({"10, 32", "1000, 32", "5000, 13", "20000, 4", "60000, 2", "65536, 1", "4000000, 1"})
    void aPollIsBoundedByRecordsAndBytes(int size, int records) throws Exception {
        StreamerSource<byte[]> source = StreamerSource.of(
                        Streamer.of(List.of(new byte[size])).cycle())
                .setTypeInformation(PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO)
                .setSeed(1)
                .build();
        try (SourceHarness<byte[]> harness = SourceHarness.open(source)) {
            harness.assignFresh(source, 0);
            assertThat(harness.poll()).hasSize(records);
            assertThat(harness.poll()).hasSize(records);
        }
    }

    /** One reader of 128 has the only shard: 128th of the rate would take a minute and a half. */
    @Test
    void theRateIsThatOfTheShardsHoweverManyReadersThereAre() throws Exception {
        StreamerSource<Long> source = StreamerSource.of(Streamer.of(List.of(1L)).cycle())
                .setTypeInformation(Types.LONG)
                .setSeed(1)
                .setSamplesPerSecond(1280)
                .build();
        try (SourceHarness<Long> harness = SourceHarness.open(source, 128)) {
            harness.assignFresh(source, 0);
            long begin = System.nanoTime();
            harness.take(900);
            double seconds = (System.nanoTime() - begin) / 1e9;
            // A tenth of a second may be made up for.
            assertThat(seconds).isBetween(899 / 1280.0 - 0.1, 45.0);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 8, 1", "8, 8, 8", "100, 8, 8"})
    void anAdaptiveSchedulerIsAskedForNoMoreReadersThanShards(int shards, int most, int expected) {
        StreamerSource<Long> source = StreamerSource.of(Streamer.of(List.of(1L)).cycle())
                .setTypeInformation(Types.LONG)
                .setShards(shards)
                .build();
        DynamicParallelismInference.Context context = new DynamicParallelismInference.Context() {
            @Override
            public Optional<DynamicFilteringInfo> getDynamicFilteringInfo() {
                return Optional.empty();
            }

            @Override
            public int getParallelismInferenceUpperBound() {
                return most;
            }

            @Override
            public long getDataVolumePerTask() {
                return 1 << 20;
            }
        };
        assertThat(source.inferParallelism(context)).isEqualTo(expected);
    }

    /** With a watermark for each record, Flink pauses a shard while it is drawn from, also by its last record. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 31, 32, 33, 100})
    void aPauseInTheMiddleOfAPollStopsIt(int length) throws Exception {
        StreamerSource<Long> source = StreamerSource.of(
                        Streamer.items(new Counting(0, length)).finite(true))
                .setTypeInformation(Types.LONG)
                .setSeed(1)
                .setReadThreads(0)
                .build();
        WatermarkStrategy<Long> eager = WatermarkStrategy.<Long>forGenerator(context -> new EachRecord())
                .withWatermarkAlignment("all", java.time.Duration.ofMillis(1));
        try (SourceHarness<Long> harness = SourceHarness.open(source, eager)) {
            harness.assignFresh(source, 0);
            harness.noMoreSplits();
            long mark = length - 2L;
            harness.operator().handleOperatorEvent(new WatermarkAlignmentEvent(mark));
            while (harness.isAvailable() && harness.records().size() < length) {
                int before = harness.records().size();
                harness.poll();
                if (harness.records().size() == before) {
                    break;
                }
            }
            assertThat(harness.records())
                    .as("the one that passed the mark is the last")
                    .hasSize(length);
            harness.operator().handleOperatorEvent(new WatermarkAlignmentEvent(Long.MAX_VALUE));
            while (harness.status() != DataInputStatus.END_OF_DATA) {
                harness.poll();
            }
            assertThat(harness.records()).hasSize(length);
        }
    }

    private static final class EachRecord implements WatermarkGenerator<Long> {

        @Override
        public void onEvent(Long record, long timestamp, WatermarkOutput output) {
            output.emitWatermark(new Watermark(timestamp));
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {}
    }
}
