// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.source.metrics.SourceStatistics;
import io.pescador.flink.source.metrics.StatisticsAccumulator;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.spi.PollResult;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.io.DataInputStatus;
import org.apache.flink.util.InstantiationUtil;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;

/** What a reader says of itself while it runs and at its end, and how readers end together. */
class StatisticsTest {

    /** Two of three streams are empty; each is opened once. */
    private static Streamer<Long> plan() {
        return Mux.of(
                List.of(Streamer.<Long>of(), Streamer.of(1L, 2L, 3L), Streamer.<Long>of()),
                StochasticPolicy.of(1).mode(StochasticPolicy.Mode.EXHAUSTIVE));
    }

    private static StreamerSource<Long> source(boolean together) {
        return StreamerSource.of(plan())
                .setSeed(1)
                .setTypeInformation(Types.LONG)
                .setEndTogether(together)
                .build();
    }

    @Test
    void emptyActivationsAreCountedAcrossASaveAnywhere() throws Exception {
        for (int stop = 0; stop <= 3; stop++) {
            byte[] state;
            try (Sampling<Long> sampling = Sampling.start(plan(), 1)) {
                for (int i = 0; i < stop; i++) {
                    assertThat(sampling.poll()).isEqualTo(PollResult.ITEM);
                }
                state = sampling.save();
            }
            try (Sampling<Long> rest = Sampling.resume(plan(), 1, state)) {
                while (rest.poll() == PollResult.ITEM) {
                    assertThat(rest.draws()).isLessThanOrEqualTo(3);
                }
                assertThat(rest.activations()).isEqualTo(1);
                assertThat(rest.empty()).as("saved after " + stop).isEqualTo(2);
            }
        }
    }

    @Test
    void figuresGoOnWhereAReaderStoppedAndStayWhenAShardEnds() throws Exception {
        OperatorSubtaskState state;
        try (SourceHarness<Long> harness = SourceHarness.open(source(false))) {
            harness.assignFresh(source(false), 0);
            harness.take(3);
            state = harness.snapshot(1);
        }
        try (SourceHarness<Long> harness = SourceHarness.restore(source(false), state)) {
            harness.noMoreSplits();
            harness.take(1);
            assertThat(harness.status()).isEqualTo(DataInputStatus.END_OF_DATA);
            TreeMap<String, Long> value = InstantiationUtil.clone(new StatisticsAccumulator(harness.reader()::figures))
                    .getLocalValue();
            // A client without this library, such as that of SQL, has to read the result of a job.
            Map<String, Long> received = InstantiationUtil.deserializeObject(
                    InstantiationUtil.serializeObject(value), ClassLoader.getPlatformClassLoader());
            SourceStatistics figures =
                    SourceStatistics.in(Map.of(SourceStatistics.NAME, received)).orElseThrow();
            assertThat(figures.readers()).isEqualTo(1);
            assertThat(figures.activations()).isEqualTo(1);
            assertThat(figures.empty()).isEqualTo(2);
        }
    }

    private static ItemReader<Long> counting(long from) {
        AtomicLong next = new AtomicLong(from);
        return new ItemReader<>() {
            @Override
            public Long read() {
                return next.getAndIncrement();
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void openStreamsAreThoseOfTheSlots() throws Exception {
        Streamer<Long> leaf = Streamer.items((seed, skip) -> counting(skip));
        Streamer<Long> mux = Mux.of(
                List.of(leaf, leaf, leaf, leaf, leaf), StochasticPolicy.of(3).rate(4));
        try (Sampling<Long> sampling = Sampling.start(mux, 1)) {
            assertThat(sampling.open()).isEqualTo(3);
            for (int i = 0; i < 1000; i++) {
                sampling.poll();
                // A stream that gave its quota is closed, and its slot is filled when it is drawn.
                assertThat(sampling.open()).isBetween(0, 3);
            }
        }
    }

    @Test
    void aReaderThatEndsTogetherWithOthersWaitsForThem() throws Exception {
        try (SourceHarness<Long> harness = SourceHarness.open(source(true))) {
            harness.assignFresh(source(true), 0);
            harness.noMoreSplits();
            while (harness.status() != DataInputStatus.NOTHING_AVAILABLE) {
                harness.poll();
            }
            assertThat(harness.records()).containsExactly(1L, 2L, 3L);
            harness.allEnded();
            assertThat(harness.isAvailable()).isTrue();
            harness.poll();
            assertThat(harness.status()).isEqualTo(DataInputStatus.END_OF_DATA);
        }
    }
}
