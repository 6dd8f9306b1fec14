// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sql;

import io.pescador.flink.plan.SamplePlan;
import io.pescador.flink.sql.mux.MuxFunction;
import io.pescador.flink.sql.table.SamplesFolder;

import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

import static org.assertj.core.api.Assertions.assertThat;

/** A statement that is stopped with a savepoint and started again gives what it would have given without. */
class SavepointITCase {

    private static final int SAMPLES = 30_000;
    private static final Queue<Object> GIVEN = new ConcurrentLinkedQueue<>();

    @TempDir
    Path temporary;

    private SamplesFolder folder;

    @BeforeEach
    void files() throws Exception {
        folder = new SamplesFolder(temporary).plan("plan.yaml", SamplesFolder.PLAN + "stop: {samples: 30_000}\n");
        for (int i = 0; i < 5; i++) {
            folder.npz("data/" + i + ".npz", 200, 4);
        }
    }

    /** Slow enough to be stopped on the way. */
    public static final class Given implements MapFunction<Row, Object> {

        private static final long serialVersionUID = 1;

        @Override
        public Object map(Row row) {
            LockSupport.parkNanos(1);
            Object value = row.getField("Y");
            GIVEN.add(value);
            return value;
        }
    }

    private JobClient start(String query, Configuration configuration) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
        StreamTableEnvironment tables = StreamTableEnvironment.create(env);
        tables.executeSql("CREATE TEMPORARY SYSTEM FUNCTION Mux AS '" + MuxFunction.class.getName() + "'");
        tables.executeSql("CREATE TABLE samples (X ARRAY<FLOAT>, Y BIGINT) WITH ('connector' = 'pescador', 'plan' = '"
                + folder.path("plan.yaml") + "', 'seed' = '42')");
        tables.executeSql("CREATE VIEW keyed AS SELECT MOD(Y, 2) AS k, CAST(MOD(Y, 3) AS STRING) AS s, Y FROM samples");
        tables.toDataStream(tables.sqlQuery(query))
                .map(new Given())
                .returns(Object.class)
                .sinkTo(new DiscardingSink<>());
        return env.executeAsync();
    }

    private List<Object> stoppedAndStartedAgain(String query) throws Exception {
        GIVEN.clear();
        JobClient job = start(query, new Configuration());
        while (GIVEN.size() < 1000 && job.getJobStatus().get() != JobStatus.FAILED) {
            Thread.onSpinWait();
        }
        String savepoint = job.stopWithSavepoint(
                        false, temporary.resolve("savepoints").toString(), SavepointFormatType.CANONICAL)
                .get();
        assertThat(GIVEN).hasSizeBetween(1000, SAMPLES - 1);
        Configuration again = new Configuration();
        again.setString("execution.state-recovery.path", savepoint);
        start(query, again).getJobExecutionResult().get();
        return new ArrayList<>(GIVEN);
    }

    @Test
    void aTable() throws Exception {
        List<Object> plan = new ArrayList<>();
        SamplePlan.load(folder.path("plan.yaml"), Map.of())
                .streamer()
                .iterate(42, SAMPLES)
                .forEach(sample -> plan.add(sample.get("Y").getLong(0)));
        assertThat(stoppedAndStartedAgain("SELECT Y FROM samples")).isEqualTo(plan);
    }

    @Test
    void aMux() throws Exception {
        String query = "SELECT Y FROM Mux(input => TABLE keyed PARTITION BY k, stream_by => DESCRIPTOR(s),"
                + " n_active => 2, rate => 16, uid => 'mix')";
        GIVEN.clear();
        start(query, new Configuration()).getJobExecutionResult().get();
        List<Object> unbroken = new ArrayList<>(GIVEN);
        assertThat(unbroken).hasSizeGreaterThan(SAMPLES / 2);
        assertThat(stoppedAndStartedAgain(query)).isEqualTo(unbroken);
    }
}
