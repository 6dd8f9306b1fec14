// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.Pool;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.PollResult;

import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import static org.assertj.core.api.Assertions.assertThat;

/** The metrics that docs/source.md names, in a job that stands still at a known sample. */
@Timeout(60)
class MetricsITCase {

    private static final int SAMPLES = 4000;
    private static final long SEED = 5;

    private static final InMemoryReporter REPORTER = InMemoryReporter.create();

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setConfiguration(REPORTER.addToConfiguration(new Configuration()))
            .build());

    private static CountDownLatch reached;
    private static CountDownLatch goOn;
    private static int seen;

    /** Streams 0 and 2 give their numbers for ever; stream 1 is empty. */
    private static Streamer<Long> plan() {
        Streamer<Long> zero = Streamer.items((seed, skip) -> () -> 0L);
        Streamer<Long> empty = Streamer.<Long>items((seed, skip) -> () -> null).finite(true);
        Streamer<Long> two = Streamer.items((seed, skip) -> () -> 2L);
        return Mux.of(
                Pool.of(List.of(zero, empty, two)).weights(.6, .1, .3),
                StochasticPolicy.of(2).rate(8));
    }

    @Test
    void sayWhatTheReaderDid() throws Exception {
        long[] given = new long[3];
        long activations;
        long empty;
        try (Sampling<Long> sampling = Sampling.start(plan(), SEED)) {
            for (int i = 0; i < SAMPLES; i++) {
                assertThat(sampling.poll()).isEqualTo(PollResult.ITEM);
                given[sampling.sample().intValue()]++;
            }
            activations = sampling.activations();
            empty = sampling.empty();
        }
        assertThat(empty).isPositive();

        reached = new CountDownLatch(1);
        goOn = new CountDownLatch(1);
        seen = 0;
        JobClient job = start();
        reached.await();
        JobID id = job.getJobID();
        assertThat(gauge(id, "shards")).isEqualTo(1);
        assertThat(gauge(id, "draws")).isEqualTo(SAMPLES);
        assertThat(gauge(id, "activations")).isEqualTo(activations);
        assertThat(gauge(id, "emptyActivations")).isEqualTo(empty);
        assertThat(gauge(id, "skippedStreams")).isZero();
        assertThat(gauge(id, "openStreams")).isBetween(1.0, 5.0); // two slots, and what is made ready for them
        assertThat(gauge(id, "openReaders")).isBetween(0.0, 3.0);
        assertThat(gauge(id, "readAheadBytes")).isNotNegative();
        assertThat(gauge(id, "waitedForReadsMs")).isNotNegative();
        assertThat(gauge(id, "waitedForConsumerMs")).isNotNegative();
        assertThat(gauge(id, "stream.0.askedShare")).isEqualTo(.6);
        assertThat(gauge(id, "stream.1.askedShare")).isEqualTo(.1);
        assertThat(gauge(id, "stream.0.givenShare")).isEqualTo((double) given[0] / SAMPLES);
        assertThat(gauge(id, "stream.1.givenShare")).isZero();
        assertThat(gauge(id, "stream.2.givenShare")).isEqualTo((double) given[2] / SAMPLES);
        assertThat(gauge(id, "shareError")).isBetween(.099, .11); // what the empty stream was to give
        // Counted at the end of each poll, of 32 samples at most; the job stands still in one.
        assertThat(counter(id, "numRecordsIn")).isBetween(SAMPLES - 32L, (long) SAMPLES);

        // A number counts as an object of 64 bytes.
        assertThat(counter(id, "numBytesIn")).isEqualTo(64 * counter(id, "numRecordsIn"));
        assertThat(((Gauge<?>) metric(id, "Source: samples.0.pendingRecords")).getValue())
                .as("what is left up to the stop")
                .isEqualTo(10L * SAMPLES - SAMPLES);
        assertThat(((Gauge<?>) metric(id, "unassignedSplits")).getValue()).isEqualTo(0L);

        double waited = gauge(id, "waitedForConsumerMs");
        while (gauge(id, "waitedForConsumerMs") <= waited) {
            Thread.onSpinWait(); // the job stands still, so this time goes by
        }
        goOn.countDown();
        job.cancel().get();
    }

    private static JobClient start() throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);
        StreamerSource<Long> source = StreamerSource.of(plan())
                .setTypeInformation(Types.LONG)
                .setSeed(SEED)
                .setMaxSamples(10 * SAMPLES)
                .build();
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "samples")
                .map(MetricsITCase::standStill)
                .returns(Types.LONG)
                .sinkTo(new DiscardingSink<>());
        return env.executeAsync();
    }

    /** In the reader's own thread, with a sample in hand. */
    private static Long standStill(Long value) throws InterruptedException {
        if (++seen == SAMPLES) {
            reached.countDown();
            goOn.await();
        }
        return value;
    }

    private static double gauge(JobID job, String name) {
        return ((Number) ((Gauge<?>) metric(job, "pescador." + name)).getValue()).doubleValue();
    }

    private static long counter(JobID job, String name) {
        return ((Counter) metric(job, "Source: samples.0." + name)).getCount();
    }

    private static Metric metric(JobID job, String end) {
        List<Metric> found = new ArrayList<>();
        for (Map.Entry<String, Metric> metric :
                REPORTER.getMetricsByIdentifiers(job).entrySet()) {
            if (metric.getKey().endsWith("." + end)) {
                found.add(metric.getValue());
            }
        }
        assertThat(found)
                .as(
                        "metrics %s among %s",
                        end, REPORTER.getMetricsByIdentifiers(job).keySet())
                .hasSize(1);
        return found.get(0);
    }
}
