// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

import static org.assertj.core.api.Assertions.assertThat;

/** Readers keep together when one of them has a slow pipeline behind it. */
class PaceITCase {

    private static final long LEAD = 200;
    private static final long SAMPLES = 8_000;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    @Test
    void theLeadIsBounded() throws Exception {
        // Without, the fast shard is at its end before the slow one has done a third.
        assertThat(mostAhead(StreamerSourceBuilder.NO_PACE)).isGreaterThan(SAMPLES / 2);
        // One more draw of each, which does not count yet while in flight.
        assertThat(mostAhead(LEAD)).isLessThanOrEqualTo(LEAD + 4);
        // By default, a fifth of a second of the slow reader: 2000 draws a second are 4000 numbers. Its rate is
        // measured over some hundred numbers, hence twice as much.
        assertThat(mostAhead(1 << 20)).isLessThanOrEqualTo(2 * 4000 / 5);
    }

    /** How many numbers of the global order shard 1 was ahead of shard 0 at most. */
    private static long mostAhead(long mostLead) throws Exception {
        for (int shard = 0; shard < 2; shard++) {
            Uneven.DRAWN.set(shard, 0);
        }
        Uneven.MOST_AHEAD.set(0);
        Configuration configuration = new Configuration();
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(2);
        Streamer<Long> plan =
                Mux.of(Counting.streams(0, 20), StochasticPolicy.of(6).rate(5));
        StreamerSource<Sampled<Long>> source = StreamerSource.of(plan)
                .setTypeInformation(Types.LONG)
                .setSeed(1)
                .setShards(2)
                .setMaxSamples(SAMPLES)
                .setSamplesPerSecond(16_000)
                .setPace(mostLead)
                .buildWithProvenance();
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "plan")
                .uid("plan")
                .map(Uneven::pass)
                .uid("uneven")
                .returns(Types.LONG)
                .sinkTo(new DiscardingSink<>())
                .uid("nothing");
        env.execute();
        assertThat(Uneven.DRAWN.get(0)).isEqualTo(SAMPLES / 2);
        assertThat(Uneven.DRAWN.get(1)).isEqualTo(SAMPLES / 2);
        return Uneven.MOST_AHEAD.get();
    }

    /** Half a millisecond for each record of shard 0, in the source's own task. Static, since a MiniCluster is in this process. */
    private static final class Uneven {

        static final AtomicLongArray DRAWN = new AtomicLongArray(2);
        static final AtomicLong MOST_AHEAD = new AtomicLong();

        static Long pass(Sampled<Long> sample) {
            if (sample.shard() == 0) {
                LockSupport.parkNanos(500_000);
            }
            DRAWN.set(sample.shard(), sample.draw() + 1);
            MOST_AHEAD.accumulateAndGet(2 * (DRAWN.get(1) - DRAWN.get(0)), Math::max);
            return sample.value();
        }
    }
}
