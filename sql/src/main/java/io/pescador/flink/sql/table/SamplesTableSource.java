// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sql.table;

import io.pescador.flink.plan.SamplePlan;
import io.pescador.flink.record.Sample;
import io.pescador.flink.source.StreamerSource;
import io.pescador.flink.source.StreamerSourceBuilder;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsLimitPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsProjectionPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsReadingMetadata;
import org.apache.flink.table.connector.source.abilities.SupportsWatermarkPushDown;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Scans a plan. Rows are inserts, in the plan's order.
 *
 * <p>No filter is pushed down, and none could be: a stream of which a filter leaves nothing would still be drawn, or would give its share to
 * others, which is another plan.
 */
final class SamplesTableSource
        implements ScanTableSource,
                SupportsReadingMetadata,
                SupportsProjectionPushDown,
                SupportsLimitPushDown,
                SupportsWatermarkPushDown {

    /** Up to this limit samples are read one by one, in the task's thread: reading ahead would read some that nothing asks for. */
    private static final long MOST_READ_ONE_BY_ONE = 4096;

    private final String table;
    private final SamplePlan plan;
    private final long seed;
    /** Null where the plan's own end holds. */
    private final Long maxSamples;
    /** Null where the job's holds. */
    private final Integer parallelism;

    private List<String> names;
    private List<ArrayConverter> converters;
    private DataType producedType;
    private List<Provenance> provenance = List.of();
    private Long limit;
    private WatermarkStrategy<RowData> watermarks = WatermarkStrategy.noWatermarks();

    /**
     * @param names of the arrays in the columns
     * @param converters for these columns
     * @param producedType the row of these columns
     */
    SamplesTableSource(
            String table,
            SamplePlan plan,
            long seed,
            Long maxSamples,
            Integer parallelism,
            List<String> names,
            List<ArrayConverter> converters,
            DataType producedType) {
        this.table = table;
        this.plan = plan;
        this.seed = seed;
        this.maxSamples = maxSamples;
        this.parallelism = parallelism;
        this.names = names;
        this.converters = converters;
        this.producedType = producedType;
    }

    @Override
    public DynamicTableSource copy() {
        SamplesTableSource copy =
                new SamplesTableSource(table, plan, seed, maxSamples, parallelism, names, converters, producedType);
        copy.provenance = provenance;
        copy.limit = limit;
        copy.watermarks = watermarks;
        return copy;
    }

    @Override
    public String asSummaryString() {
        return "samples of " + plan.file();
    }

    @Override
    public ChangelogMode getChangelogMode() {
        return ChangelogMode.insertOnly();
    }

    // ---- what Flink leaves to the source

    @Override
    public Map<String, DataType> listReadableMetadata() {
        return Provenance.types();
    }

    @Override
    public void applyReadableMetadata(List<String> keys, DataType type) {
        provenance = keys.stream().map(Provenance::of).toList();
        producedType = type;
    }

    @Override
    public boolean supportsNestedProjection() {
        return false;
    }

    @Override
    public void applyProjection(int[][] projected, DataType type) {
        names = Arrays.stream(projected).map(path -> names.get(path[0])).toList();
        converters =
                Arrays.stream(projected).map(path -> converters.get(path[0])).toList();
        producedType = type;
    }

    @Override
    public void applyLimit(long most) {
        limit = most;
    }

    @Override
    public void applyWatermark(WatermarkStrategy<RowData> strategy) {
        watermarks = strategy;
    }

    // ---- running it

    @Override
    public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
        StreamerSource<RowData> source = builder()
                .build(
                        new SampleRows(table, plan.shards(), names, converters, provenance),
                        context.createTypeInformation(producedType));
        return new Provider(source);
    }

    private StreamerSourceBuilder<Sample> builder() {
        StreamerSourceBuilder<Sample> source = plan.source(new HashSet<>(names)).setSeed(seed);
        Long most = maxSamples == null ? plan.maxEmitted() : maxSamples;
        if (limit != null && (most == null || limit < most)) {
            most = limit;
        }
        if (most != null) {
            source.setMaxSamples(most);
        }
        if (limit != null && limit <= MOST_READ_ONE_BY_ONE) {
            source.setReadThreads(0);
        }
        return source;
    }

    /** Not a {@code SourceProvider}, since Flink would make watermarks behind the source then, and give it a name without the plan. */
    private final class Provider implements DataStreamScanProvider {

        private final StreamerSource<RowData> source;

        Provider(StreamerSource<RowData> source) {
            this.source = source;
        }

        @Override
        public DataStream<RowData> produceDataStream(ProviderContext context, StreamExecutionEnvironment env) {
            DataStreamSource<RowData> rows = env.fromSource(source, watermarks, table + ": samples of " + plan.file());
            context.generateUid("samples").ifPresent(rows::uid);
            return rows;
        }

        @Override
        public boolean isBounded() {
            return source.getBoundedness() == Boundedness.BOUNDED;
        }

        @Override
        public Optional<Integer> getParallelism() {
            return Optional.ofNullable(parallelism);
        }
    }
}
