// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.source.enumerator.ShardEnumerator;
import io.pescador.flink.source.reader.ShardPlan;
import io.pescador.flink.source.reader.ShardReader;
import io.pescador.flink.source.split.Fingerprint;
import io.pescador.flink.source.split.PendingShards;
import io.pescador.flink.source.split.PendingShardsSerializer;
import io.pescador.flink.source.split.ShardSplit;
import io.pescador.flink.source.split.ShardSplitSerializer;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.DynamicParallelismInference;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Samples any {@link Streamer} as a Flink source. A split is a shard of the plan; its state is where the shard's draws have got to, so
 * that a restore goes on with the very next sample, at any parallelism.
 *
 * <p>The samples of a shard, in order, depend on the streamer, the seed and the number of shards alone. A record's timestamp is its number
 * in the global order: draw · shards + shard. Readers keep together in that order. So what they give together has the requested shares,
 * however fast each of them reads ({@link StreamerSourceBuilder#setPace}).
 *
 * <pre>{@code
 * StreamerSource<Sample> source = StreamerSource.of(mux).setSeed(42).setTypeInformation(SampleTypeInfo.INSTANCE).build();
 * env.fromSource(source, WatermarkStrategy.noWatermarks(), "digits").uid("digits")…
 * }</pre>
 *
 * @param <R> type of the records: the samples, or {@link Sampled} ones
 */
@PublicEvolving
public final class StreamerSource<R>
        implements Source<R, ShardSplit, PendingShards>,
                ResultTypeQueryable<R>,
                DynamicParallelismInference,
                LineageVertexProvider {

    private static final Logger LOG = LoggerFactory.getLogger(StreamerSource.class);

    private static final long serialVersionUID = 1;

    private final ShardPlan<?, R> plan;
    private final Fingerprint fingerprint;
    private final TypeInformation<R> type;

    StreamerSource(ShardPlan<?, R> plan, TypeInformation<R> type) {
        this.plan = plan;
        this.type = type;
        fingerprint = plan.fingerprint();
    }

    /**
     * Sets up a source.
     *
     * @param streamer what to sample
     */
    public static <T> StreamerSourceBuilder<T> of(Streamer<T> streamer) {
        return StreamerSource.<T>builder().setStreamer(streamer);
    }

    /** Sets up a source. */
    public static <T> StreamerSourceBuilder<T> builder() {
        return new StreamerSourceBuilder<>();
    }

    /** The seed of the plan; what {@link StreamerSourceBuilder} drew where none was set. */
    public long seed() {
        return plan.seed();
    }

    @Override
    public Boundedness getBoundedness() {
        return plan.bounded() ? Boundedness.BOUNDED : Boundedness.CONTINUOUS_UNBOUNDED;
    }

    /** The plan as a dataset, for listeners to jobs. */
    @Override
    public LineageVertex getLineageVertex() {
        return new PlanLineage(plan.name(), fingerprint, getBoundedness());
    }

    /** As many readers as there are shards, if Flink may use so many: more would be idle. */
    @Override
    public int inferParallelism(DynamicParallelismInference.Context context) {
        return Math.min(plan.shards(), context.getParallelismInferenceUpperBound());
    }

    @Override
    public SplitEnumerator<ShardSplit, PendingShards> createEnumerator(SplitEnumeratorContext<ShardSplit> context) {
        List<ShardSplit> all = IntStream.range(0, plan.shards())
                .mapToObj(shard -> ShardSplit.fresh(shard, fingerprint))
                .toList();
        return enumerator(context, all);
    }

    @Override
    public SplitEnumerator<ShardSplit, PendingShards> restoreEnumerator(
            SplitEnumeratorContext<ShardSplit> context, PendingShards state) throws IOException {
        return enumerator(context, state.splits());
    }

    private ShardEnumerator enumerator(SplitEnumeratorContext<ShardSplit> context, List<ShardSplit> pending) {
        if (!plan.paced() && context.currentParallelism() > 1 && plan.shardsDiffer()) {
            LOG.warn(
                    "The {} shards have different streams, and nothing keeps their {} readers together: streams that are read faster give more"
                            + " than their share. Leave out setPace(StreamerSourceBuilder.NO_PACE).",
                    plan.shards(),
                    context.currentParallelism());
        }
        return new ShardEnumerator(context, plan.most(), plan.mostLead(), plan.shards(), pending);
    }

    @Override
    public SourceReader<R, ShardSplit> createReader(SourceReaderContext context) {
        return newReader(plan, context);
    }

    private <T> SourceReader<R, ShardSplit> newReader(ShardPlan<T, R> typed, SourceReaderContext context) {
        return new ShardReader<>(typed, fingerprint, context);
    }

    @Override
    public SimpleVersionedSerializer<ShardSplit> getSplitSerializer() {
        return new ShardSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<PendingShards> getEnumeratorCheckpointSerializer() {
        return new PendingShardsSerializer();
    }

    @Override
    public TypeInformation<R> getProducedType() {
        return type;
    }
}
