// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.Pool;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.api.common.typeinfo.Types;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** A snapshot of very many open slots is small, and taken while the task thread hardly notices. */
class SnapshotTest {

    private static final int SLOTS = 10_000;

    @Test
    void tenThousandOpenSlots() throws Exception {
        Streamer<Long> plan = Mux.of(
                Pool.of(Counting.streams(0, 4 * SLOTS))
                        .weights(IntStream.range(0, 4 * SLOTS)
                                .mapToDouble(i -> 1.0 / (i + 1))
                                .toArray()),
                StochasticPolicy.of(SLOTS).rate(100));
        StreamerSource<Long> source = StreamerSource.of(plan)
                .setTypeInformation(Types.LONG)
                .setSeed(1)
                .build();
        try (SourceHarness<Long> harness = SourceHarness.open(source)) {
            harness.assignFresh(source, 0);
            double[] millis = new double[40];
            int bytes = 0;
            for (int i = 0; i < millis.length; i++) {
                harness.take(5_000);
                harness.events().clear();
                long begin = System.nanoTime();
                List<ShardSplit> splits = harness.reader().snapshotState(i);
                byte[] split = new ShardSplitSerializer().serialize(splits.get(0));
                millis[i] = (System.nanoTime() - begin) / 1e6;
                bytes = split.length;
            }
            double[] warm = Arrays.copyOfRange(millis, 10, millis.length);
            Arrays.sort(warm);
            System.out.printf(
                    Locale.ROOT,
                    "snapshot of %d slots: %d bytes, %.2f ms in the median, %.2f ms at most, %.1f ms the first%n",
                    SLOTS,
                    bytes,
                    warm[warm.length / 2],
                    warm[warm.length - 1],
                    millis[0]);
            assertThat(bytes).isLessThan(1 << 20);
            // 10 ms is asked for. The median of 30 is not moved by somebody else's build.
            assertThat(warm[warm.length / 2]).isLessThan(10);
        }
    }
}
