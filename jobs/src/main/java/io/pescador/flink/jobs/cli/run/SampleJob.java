// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.run;

import io.pescador.flink.jobs.cli.count.Tally;
import io.pescador.flink.jobs.cli.count.TopStreams;
import io.pescador.flink.jobs.cli.output.GlobalOrder;
import io.pescador.flink.jobs.cli.output.JsonLine;
import io.pescador.flink.jobs.cli.output.JsonLinesSink;
import io.pescador.flink.jobs.cli.output.Output;
import io.pescador.flink.jobs.cli.output.PartFiles;
import io.pescador.flink.jobs.cli.state.CheckpointMarks;
import io.pescador.flink.jobs.cli.state.StateDirectory;
import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.SamplePlan;
import io.pescador.flink.plan.compile.LeafPaths;
import io.pescador.flink.record.Sample;
import io.pescador.flink.record.SampleTypeInfo;
import io.pescador.flink.sink.ProvenanceArrays;
import io.pescador.flink.source.Sampled;
import io.pescador.flink.source.StreamerSource;
import io.pescador.flink.source.StreamerSourceBuilder;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

import java.io.IOException;
import java.time.Duration;

/**
 * The Flink job of a plan: draw, count, write.
 *
 * @param plan what to sample
 * @param seed of the plan
 * @param most samples or batches, or null: to the end of the plan
 * @param output where they go
 * @param provenance whether they are written with where they came from
 */
@Internal
public record SampleJob(SamplePlan plan, long seed, Long most, Output output, boolean provenance) {

    /** What readers may be ahead of each other, where their samples are put in order behind them, in bytes, */
    private static final long LEAD_BYTES = 64L << 20;

    /** and in samples: no reader here draws more in a fifth of a second. */
    private static final long LEAD_MOST = 1 << 20;

    /** Flink's own limit. */
    private static final int MAX_PARALLELISM = 1 << 15;

    /** How often ordered lines are given out. */
    private static final Duration ORDERED_EVERY = Duration.ofMillis(20);

    /** The same job with its files in a manifest if there are many. */
    public SampleJob pinned(StateDirectory state) throws PlanException {
        return new SampleJob(ManifestFolder.pinned(plan, state), seed, most, output, provenance);
    }

    /** Adds the job to an environment that has the parallelism of its readers, and says itself how state is saved. */
    public void addTo(StreamExecutionEnvironment env) {
        addTo(env, null);
    }

    /**
     * Adds the job to an environment, which has the parallelism of its readers.
     *
     * @param state where the run is saved, or null
     */
    void addTo(StreamExecutionEnvironment env, StateDirectory state) {
        StreamerSource<Sampled<Sample>> source = source();
        // A reader without a shard has nothing to do, and nothing to say about how far the others are. Schedulers and
        // autoscalers that set
        // the parallelism themselves keep to the maximum.
        env.setParallelism(Math.min(env.getParallelism(), plan.shards()));
        env.setMaxParallelism(Math.min(plan.shards(), MAX_PARALLELISM));
        // Also where one reader draws in order already, so that state fits at any parallelism.
        boolean merged = output.isOrdered() && plan.shards() > 1;
        WatermarkStrategy<Sampled<Sample>> watermarks = WatermarkStrategy.noWatermarks();
        if (merged) {
            env.getConfig().setAutoWatermarkInterval(ORDERED_EVERY.toMillis());
            watermarks = WatermarkStrategy.forMonotonousTimestamps();
        }
        TypeInformation<Sampled<Sample>> type = source.getProducedType();
        SingleOutputStreamOperator<Sampled<Sample>> samples = env.fromSource(source, watermarks, "sample")
                .uid("sample")
                .map(new Tally(LeafPaths.of(plan.tree()), plan.tree().leaves().size(), TopStreams.of(plan.tree())))
                .returns(type)
                .name("count")
                .uid("count");
        if (state != null) {
            CheckpointMarks.add(samples, state, output);
        }
        if (merged) {
            samples = samples.keyBy(sampled -> 0, Types.INT)
                    .process(new GlobalOrder(type))
                    .returns(type)
                    .setParallelism(1)
                    .name("order")
                    .uid("order");
        }
        write(samples).name("write").uid("write");
    }

    private DataStreamSink<?> write(DataStream<Sampled<Sample>> samples) {
        if (output.inParts()) {
            return PartFiles.add(samples, output, provenance);
        }
        return switch (output.kind()) {
            case NPZ, ZMQ -> samples.map(provenance ? ProvenanceArrays.of(plan.shards()) : Sampled::value)
                    .returns(SampleTypeInfo.INSTANCE)
                    .name("batch")
                    .uid("batch")
                    .sinkTo(TrainerOutputs.sink(this));
            case NONE -> samples.sinkTo(new DiscardingSink<>());
            default -> samples.sinkTo(JsonLinesSink.to(output, new JsonLine(provenance)))
                    .setParallelism(1);
        };
    }

    /**
     * Takes what the output needs before the job is submitted, so that a refusal is heard at once.
     *
     * @throws PlanException if the directory is another run's, or cannot be one
     */
    public void claimOutput() throws PlanException {
        claimOutput(false);
    }

    private void claimOutput(boolean resumed) throws PlanException {
        if (output.kind() == Output.Kind.NPZ || output.kind() == Output.Kind.ZMQ) {
            TrainerOutputs.claim(this, resumed);
        } else if (output.inParts()) {
            PartFiles.begin(output);
        }
    }

    /**
     * The same for a resumed run.
     *
     * @throws PlanException if the output belongs to another run, or has more of this one than its state knows
     */
    public void claimOutput(StateDirectory state) throws IOException, PlanException {
        long saved = state.lastNumber();
        if (output.inParts() && saved > 0) {
            PartFiles.checkNotAhead(output, state.name(), saved);
        } else {
            claimOutput(true);
        }
    }

    private long lead() {
        Long asked = plan.pace();
        if (asked != null && !output.isOrdered()) {
            return asked;
        }
        long record = Math.max(1, plan.sampleBytes() * plan.batchSize());
        return Math.max(plan.shards(), Math.min(asked == null ? LEAD_MOST : asked, LEAD_BYTES / record));
    }

    private StreamerSource<Sampled<Sample>> source() {
        StreamerSourceBuilder<Sample> builder = StreamerSource.of(plan.streamer())
                .setSeed(seed)
                .setShards(plan.shards())
                .setTypeInformation(SampleTypeInfo.INSTANCE)
                .setEndTogether(true)
                .setPace(lead())
                .setWeigher(item -> ((Sample) item).byteSize());
        if (most != null) {
            builder.setMaxSamples(most);
        }
        return builder.buildWithProvenance();
    }
}
