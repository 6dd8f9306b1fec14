// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.flow;

import io.pescador.flink.mux.Policy;
import io.pescador.flink.mux.Weighting;
import io.pescador.flink.mux.order.ChainPolicy;
import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.mux.quota.Dist;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.operators.keyed.Drawn;
import io.pescador.flink.operators.keyed.KeyedMux;
import io.pescador.flink.operators.keyed.KeyedMuxBuilder;
import io.pescador.flink.operators.keyed.Overflow;
import io.pescador.flink.operators.keyed.StreamWeight;
import io.pescador.flink.plan.FlowBuffer;
import io.pescador.flink.plan.FlowPlan;
import io.pescador.flink.plan.FlowRecord;
import io.pescador.flink.plan.FlowWeights;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.time.Duration;
import java.util.Locale;

/**
 * The pipeline of a flow plan: read lines, count, mix, count.
 *
 * @param plan how they are mixed
 * @param seed of the mux
 * @param directory whose files are read; null for standard input
 * @param once whether only the files are read that are there at the beginning
 * @param provenance whether lines are given with where they came from
 */
public record FlowMux(FlowPlan plan, long seed, String directory, boolean once, boolean provenance) {

    /** Name of the {@link FlowCounts} of records that came, */
    public static final String READ = "read";

    /** and of those that were given. */
    public static final String GIVEN = "given";

    /** How often a folder is looked at for new files. */
    private static final Duration LOOKED_EVERY = Duration.ofSeconds(1);

    /** Messages of the mux name it by this; users never gave it a name. */
    private static final String NAME = "mux";

    /**
     * Adds all but the output.
     *
     * @return the lines that are given
     * @throws IllegalArgumentException if the mux refuses what it is told
     */
    public DataStream<String> addTo(StreamExecutionEnvironment env) {
        DataStream<FlowRecord> records = lines(env)
                .map(new FlowTally())
                .returns(TypeInformation.of(FlowRecord.class))
                .name("count lines")
                .uid("count-read");
        return plan.lanes() > 1
                ? mixed(KeyedMux.lanes(records, plan.lanes()))
                : mixed(KeyedMux.on(records.keyBy(FlowRecord::key, Types.STRING)));
    }

    private DataStream<FlowRecord> lines(StreamExecutionEnvironment env) {
        if (directory == null) {
            return env.fromSource(
                            new StandardInputSource(plan.rule()), WatermarkStrategy.noWatermarks(), "standard input")
                    .uid("lines")
                    .setParallelism(1);
        }
        FileSource.FileSourceBuilder<FlowRecord> files = FileSource.forBulkFileFormat(
                        new LineFileFormat(plan.rule()), new Path(directory))
                .setSplitAssigner(FilesInOrder::new);
        if (!once) {
            files.monitorContinuously(LOOKED_EVERY);
        }
        return env.fromSource(files.build(), WatermarkStrategy.noWatermarks(), "files")
                .uid("lines");
    }

    private <K> DataStream<String> mixed(KeyedMux.On<K, FlowRecord> on) {
        KeyedMux<K, FlowRecord> mux = on.streamBy(FlowRecord::stream);
        KeyedMuxBuilder<K, FlowRecord> builder = mux.policy(policy());
        if (plan.rule().weights() != null) {
            builder.weights(weight());
        }
        configure(builder);
        SingleOutputStreamOperator<Drawn<K, FlowRecord>> drawn =
                builder.seed(seed).applyDrawn(NAME).uid("mux");
        boolean keyed = plan.rule().keyBy() != null || plan.lanes() > 1;
        return drawn.map(new FlowLine<K>(provenance, keyed))
                .returns(Types.STRING)
                .name("count given")
                .uid("count-given");
    }

    private Policy policy() {
        return switch (plan.kind()) {
            case STOCHASTIC -> new StochasticPolicy(
                    plan.nActive(),
                    plan.rate() == null ? StochasticPolicy.NO_RATE : plan.rate(),
                    StochasticPolicy.Mode.valueOf(upper(plan.mode())),
                    Dist.valueOf(upper(plan.dist())),
                    Weighting.valueOf(upper(plan.weighting())),
                    true);
            case SHUFFLED -> ShuffledPolicy.of();
            case ROUND_ROBIN -> RoundRobinPolicy.of();
            case CHAIN -> ChainPolicy.of();
        };
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }

    /** Each record's stream has a weight: records of others were refused where they were read. */
    private StreamWeight weight() {
        FlowWeights weights = plan.rule().weights();
        return weights::of;
    }

    private void configure(KeyedMuxBuilder<?, FlowRecord> builder) {
        if (plan.buffer() instanceof FlowBuffer.Reservoir reservoir) {
            builder.reservoir(reservoir.capacity(), reservoir.halfLife() == null ? Double.NaN : reservoir.halfLife())
                    .drawsPerRecord(reservoir.drawsPerRecord());
            if (reservoir.maxRepeats() != null) {
                builder.maxRepeats(reservoir.maxRepeats());
            }
        } else if (plan.buffer() instanceof FlowBuffer.Fifo fifo) {
            builder.fifo(fifo.capacity(), fifo.dropsOldest() ? Overflow.DROP_OLDEST : Overflow.DROP_NEWEST);
        } else {
            builder.spill();
        }
        if (plan.streams() != null) {
            builder.streams(plan.streams());
        }
        if (plan.maxStreams() != null) {
            builder.maxStreams(plan.maxStreams());
        }
        if (plan.rule().endField() != null) {
            builder.endsWith(FlowRecord::last);
        }
        if (plan.idleTimeout() != null) {
            builder.idleTimeout(plan.idleTimeout());
        }
    }
}
