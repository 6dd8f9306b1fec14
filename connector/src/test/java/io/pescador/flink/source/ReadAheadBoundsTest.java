// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.record.SampleTypeInfo;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.Items;

import org.apache.flink.core.testutils.CommonTestUtils;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;

/** What is read and not yet drawn is bounded in bytes, what is open in number, and nothing is read that no quota asks for. */
class ReadAheadBoundsTest {

    private static final int ITEM_BYTES = 100_000;
    private static final int ACTIVE = 40;

    /** Of each test its own: threads of a closed reader may count on for a moment. */
    private static final List<Counts> COUNTS = new CopyOnWriteArrayList<>();

    private Counts counts;

    @BeforeEach
    void count() {
        counts = new Counts();
        COUNTS.add(counts);
    }

    @Test
    void bytesOfSamplesAreCountedWithoutBeingAsked() throws Exception {
        StreamerSource<Sample> source = StreamerSource.of(plan(64))
                .setTypeInformation(SampleTypeInfo.INSTANCE)
                .setSeed(1)
                .build();
        // The default budget is 32 MiB, 335 items. Each of 40 threads may be in the middle of one that began when there
        // was room.
        assertThat(mostAhead(source)).isLessThanOrEqualTo(335 + ACTIVE + 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000_000, 8_000_000})
    void theBudgetHolds(long budget) throws Exception {
        StreamerSource<Sample> source = StreamerSource.of(plan(64))
                .setTypeInformation(SampleTypeInfo.INSTANCE)
                .setSeed(1)
                .setReadThreads(4)
                .setReadAheadBytes(budget)
                .setWeigher(item -> ITEM_BYTES)
                .build();
        // Each of 4 threads may be in the middle of an item that began when there was room; the drawn stream may have
        // one more.
        assertThat(mostAhead(source)).isLessThanOrEqualTo(budget / ITEM_BYTES + 4 + 1);
    }

    @Test
    void nothingIsReadBeyondTheQuotasThatAreOpen() throws Exception {
        int rate = 3;
        StreamerSource<Sample> source = StreamerSource.of(plan(rate))
                .setTypeInformation(SampleTypeInfo.INSTANCE)
                .setSeed(1)
                .build();
        // Twice as many activations as slots are opened at most, the next of each slot among them; quotas of this rate
        // are small.
        assertThat(mostAhead(source)).isLessThan(2 * ACTIVE * 5L * rate);
        assertThat(counts.mostOpen.get()).isLessThanOrEqualTo(ACTIVE + 1);
    }

    @Test
    void theNextActivationsAreOpenedBeforeTheirTurn() throws Exception {
        StreamerSource<Sampled<Sample>> source = StreamerSource.of(plan(3))
                .setTypeInformation(SampleTypeInfo.INSTANCE)
                .setSeed(1)
                .buildWithProvenance();
        try (SourceHarness<Sampled<Sample>> harness = SourceHarness.open(source)) {
            harness.assignFresh(source, 0);
            long given = harness.take(3_000).stream()
                            .mapToLong(Sampled::activation)
                            .max()
                            .orElseThrow()
                    + 1;
            // One for each slot; of those whose turn has come a third or so has given nothing yet.
            CommonTestUtils.waitUtil(
                    () -> counts.opened.get() >= given + ACTIVE - 5,
                    Duration.ofSeconds(20),
                    "they were not opened early");
        }
        assertThat(counts.mostOpen.get()).isLessThanOrEqualTo(ACTIVE + 1);
    }

    @Test
    void allIsLetGoOfWhenTheReaderIsClosed() throws Exception {
        StreamerSource<Sample> source = StreamerSource.of(plan(64))
                .setTypeInformation(SampleTypeInfo.INSTANCE)
                .setSeed(1)
                .build();
        mostAhead(source);
        // A thread in the middle of an item closes when it comes back.
        CommonTestUtils.waitUtil(() -> counts.open.get() == 0, Duration.ofSeconds(20), "some stay open");
    }

    private Streamer<Sample> plan(double rate) {
        List<Streamer<Sample>> streams = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            streams.add(Streamer.items(new Large(COUNTS.size() - 1)));
        }
        return Mux.of(streams, StochasticPolicy.of(ACTIVE).rate(rate));
    }

    /** How many items more than were taken had been read at most, looked at after each poll. */
    private long mostAhead(StreamerSource<Sample> source) throws Exception {
        long most = 0;
        long taken = 0;
        try (SourceHarness<Sample> harness = SourceHarness.open(source)) {
            harness.assignFresh(source, 0);
            while (taken < 3_000) {
                taken += harness.take(1).size();
                harness.events().clear();
                most = Math.max(most, counts.read.get() - taken);
            }
        }
        return most;
    }

    /** Items of {@link #ITEM_BYTES}, without the bytes: they share one array. */
    private static final class Large implements Items<Sample> {

        private static final long serialVersionUID = 1;
        private static final Sample ITEM = Sample.of("X", NdArray.of(new byte[ITEM_BYTES]));

        private final int test;

        private Large(int test) {
            this.test = test;
        }

        @Override
        public ItemReader<Sample> open(long seed, long skip) {
            Counts counts = COUNTS.get(test);
            counts.opened.incrementAndGet();
            counts.mostOpen.accumulateAndGet(counts.open.incrementAndGet(), Math::max);
            return new ItemReader<>() {
                @Override
                public Sample read() {
                    counts.read.incrementAndGet();
                    return ITEM;
                }

                @Override
                public void close() {
                    counts.open.decrementAndGet();
                }
            };
        }
    }

    private static final class Counts {

        private final AtomicLong read = new AtomicLong();
        private final AtomicLong opened = new AtomicLong();
        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger mostOpen = new AtomicInteger();
    }
}
