// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.flow;

import io.pescador.flink.operators.keyed.Drawn;
import io.pescador.flink.operators.keyed.KeyedMux;
import io.pescador.flink.plan.LivePlan;
import io.pescador.flink.plan.spec.LiveRecord;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.time.Duration;

/**
 * The pipeline of a flow plan: read lines, count, mix, count.
 *
 * @param plan how they are mixed
 * @param seed of the mux
 * @param directory whose files are read; null for standard input
 * @param once whether only the files are read that are there at the beginning
 * @param provenance whether lines are given with where they came from
 */
@Internal
public record FlowMux(LivePlan plan, long seed, String directory, boolean once, boolean provenance) {

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
        DataStream<LiveRecord> records = lines(env)
                .map(new FlowTally())
                .returns(TypeInformation.of(LiveRecord.class))
                .name("count lines")
                .uid("count-read");
        return plan.lanes() > 1
                ? mixed(KeyedMux.lanes(records, plan.lanes()))
                : mixed(KeyedMux.on(records.keyBy(LiveRecord::key, Types.STRING)));
    }

    private DataStream<LiveRecord> lines(StreamExecutionEnvironment env) {
        if (directory == null) {
            return env.fromSource(
                            new StandardInputSource(plan.rule()), WatermarkStrategy.noWatermarks(), "standard input")
                    .uid("lines")
                    .setParallelism(1);
        }
        FileSource.FileSourceBuilder<LiveRecord> files = FileSource.forBulkFileFormat(
                        new LineFileFormat(plan.rule()), new Path(directory))
                .setSplitAssigner(FilesInOrder::new);
        if (!once) {
            files.monitorContinuously(LOOKED_EVERY);
        }
        return env.fromSource(files.build(), WatermarkStrategy.noWatermarks(), "files")
                .uid("lines");
    }

    private <K> DataStream<String> mixed(KeyedMux.On<K, LiveRecord> on) {
        SingleOutputStreamOperator<Drawn<K, LiveRecord>> drawn =
                plan.overLines(on).seed(seed).applyDrawn(NAME).uid("mux");
        boolean keyed = plan.rule().keyBy() != null || plan.lanes() > 1;
        return drawn.map(new FlowLine<K>(provenance, keyed))
                .returns(Types.STRING)
                .name("count given")
                .uid("count-given");
    }
}
