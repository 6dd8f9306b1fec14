// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.Pool;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.source.split.ShardSplit;
import io.pescador.flink.source.split.ShardSplitSerializer;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.api.common.typeinfo.Types;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** A snapshot of very many open slots is small, and taken while the task thread hardly notices. */
class SnapshotTest {

    private static final int SLOTS = 10_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

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
            harness.take(50_000);
            harness.events().clear();
            long before = THREADS.getCurrentThreadAllocatedBytes();
            List<ShardSplit> splits = harness.reader().snapshotState(1);
            byte[] split = new ShardSplitSerializer().serialize(splits.get(0));
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            assertThat(split.length).isLessThan(1 << 20);
            // The work of a snapshot is its copying. It takes a few milliseconds, which a test cannot measure beside
            // other builds.
            assertThat(allocated).isLessThan(16L * split.length);
        }
    }
}
