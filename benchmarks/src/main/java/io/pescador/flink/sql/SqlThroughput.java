// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sql;

import io.pescador.flink.format.npy.NpzWriter;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.operators.keyed.KeyedMux;
import io.pescador.flink.plan.Plan;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.sql.mux.MuxFunction;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Rows a second of a plan over 300 npz files (X float32 (2000, 64), y int64 (2000), 32 active, rate 16): the plan's own source, its table
 * with both columns and with y alone; and of a keyed mux (64 keys, 16 streams, reservoir of 16) as an operator and as a function of SQL. A
 * program, not a test: see docs/benchmarks.md.
 */
public final class SqlThroughput {

    private static final int FILES = 300;
    private static final int ROWS = 2000;
    private static final int COLUMNS = 64;

    private SqlThroughput() {}

    /** @param args millions of rows of the table, and thousands of the mux; default 2 and 400 */
    public static void main(String[] args) throws Exception {
        long rows = Math.round(1e6 * (args.length > 0 ? Double.parseDouble(args[0]) : 2));
        long muxed = Math.round(1e3 * (args.length > 1 ? Double.parseDouble(args[1]) : 400));
        Path folder = Files.createTempDirectory("sql-throughput");
        try {
            for (int i = 0; i < FILES; i++) {
                write(folder.resolve(i + ".npz"), i);
            }
            String plan = folder.resolve("plan.yaml").toString();
            Files.writeString(
                    Path.of(plan),
                    "seed: 1\nmux: stochastic\nn_active: 32\nrate: 16\nof: {npz: \"*.npz\"}\nstop: {samples: " + rows
                            + "}\n");
            for (int round = 0; round < 3; round++) {
                source(plan, rows);
                table(plan, "X, y", rows);
                table(plan, "y", rows);
            }
            for (int round = 0; round < 3; round++) {
                operator(muxed);
                function(muxed);
            }
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private static void source(String plan, long rows) throws Exception {
        StreamExecutionEnvironment env = env();
        env.fromSource(Plan.load(plan).source().build(), WatermarkStrategy.noWatermarks(), "plan")
                .sinkTo(new DiscardingSink<>());
        report("plan's source", rows, env);
    }

    private static void table(String plan, String columns, long rows) throws Exception {
        StreamExecutionEnvironment env = env();
        StreamTableEnvironment tables = StreamTableEnvironment.create(env);
        tables.executeSql("CREATE TABLE samples (X ARRAY<FLOAT>, y BIGINT) WITH ('connector' = 'pescador', 'plan' = '"
                + plan + "')");
        tables.executeSql("CREATE TABLE nothing (" + (columns.equals("y") ? "" : "X ARRAY<FLOAT>, ")
                + "y BIGINT) WITH ('connector' = 'blackhole')");
        long start = System.nanoTime();
        tables.executeSql("INSERT INTO nothing SELECT " + columns + " FROM samples")
                .await();
        report("table, " + columns, rows, System.nanoTime() - start);
    }

    private static DataStream<Row> records(StreamExecutionEnvironment env, long records) {
        return env.fromSequence(0, records - 1)
                .map(n -> Row.of(n % 64, "s" + Long.hashCode(n * 0x9E3779B97F4A7C15L) % 8, n))
                .returns(Types.ROW_NAMED(new String[] {"k", "s", "n"}, Types.LONG, Types.STRING, Types.LONG));
    }

    private static void operator(long records) throws Exception {
        StreamExecutionEnvironment env = env();
        KeyedMux.on(records(env, records).keyBy(row -> row.<Long>getFieldAs("k")))
                .streamBy(row -> row.getFieldAs("s"))
                .policy(StochasticPolicy.of(15).rate(64))
                .reservoir(16)
                .seed(1)
                .apply("mux")
                .sinkTo(new DiscardingSink<>());
        report("keyed mux", records, env);
    }

    private static void function(long records) throws Exception {
        StreamExecutionEnvironment env = env();
        StreamTableEnvironment tables = StreamTableEnvironment.create(env);
        tables.createTemporaryView("records", records(env, records));
        tables.createTemporarySystemFunction("Mux", MuxFunction.class);
        tables.toDataStream(
                        tables.sqlQuery(
                                "SELECT * FROM Mux(input => TABLE records PARTITION BY k,"
                                        + " stream_by => DESCRIPTOR(s), n_active => 15, rate => 64, capacity => 16, seed => 1, uid => 'mux')"))
                .sinkTo(new DiscardingSink<>());
        report("Mux in SQL", records, env);
    }

    private static StreamExecutionEnvironment env() {
        return StreamExecutionEnvironment.createLocalEnvironment(1);
    }

    private static void report(String what, long rows, StreamExecutionEnvironment env) throws Exception {
        report(what, rows, env.execute().getNetRuntime(TimeUnit.NANOSECONDS));
    }

    private static void report(String what, long rows, long nanos) {
        System.out.printf(Locale.ROOT, "%-20s %.3f M rows/s%n", what, rows / (nanos / 1e9) / 1e6);
    }

    private static void write(Path file, int seed) throws Exception {
        Random random = new Random(seed);
        byte[] x = new byte[ROWS * COLUMNS * Float.BYTES];
        random.nextBytes(x);
        try (OutputStream out = Files.newOutputStream(file);
                NpzWriter npz = NpzWriter.stored(out)) {
            npz.write("X", NdArray.wrap(DType.FLOAT32, new int[] {ROWS, COLUMNS}, x));
            npz.write("y", NdArray.wrap(DType.INT64, new int[] {ROWS}, new byte[ROWS * Long.BYTES]));
        }
    }
}
