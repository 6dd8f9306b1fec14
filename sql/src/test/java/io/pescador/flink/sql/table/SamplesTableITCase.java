// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sql.table;

import io.pescador.flink.plan.Plan;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.source.Sampled;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.ExplainDetail;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.CloseableIterator;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A plan as a table, with the planner and a MiniCluster. */
class SamplesTableITCase {

    private static final String COLUMNS = "X ARRAY<FLOAT>, Y BIGINT, rate INT";
    private static final int WIDTH = 2048;

    @TempDir
    Path temporary;

    private SamplesFolder folder;
    private final TableEnvironment tables = environment(EnvironmentSettings.newInstance());

    private static TableEnvironment environment(EnvironmentSettings.Builder settings) {
        Configuration configuration = new Configuration();
        configuration.setString("parallelism.default", "1");
        return TableEnvironment.create(settings.withConfiguration(configuration).build());
    }

    @BeforeEach
    void files() throws IOException {
        folder = new SamplesFolder(temporary).plan("plan.yaml", SamplesFolder.PLAN);
        for (int i = 0; i < 5; i++) {
            folder.npz("data/" + i + ".npz", 200, WIDTH);
        }
    }

    private void create(TableEnvironment tables, String columns, String... options) {
        StringBuilder with = new StringBuilder("'connector' = 'pescador'");
        for (int i = 0; i < options.length; i += 2) {
            with.append(", '")
                    .append(options[i])
                    .append("' = '")
                    .append(options[i + 1])
                    .append('\'');
        }
        tables.executeSql("CREATE TABLE samples (" + columns + ") WITH (" + with + ")");
    }

    private void createCounted(String... options) {
        List<String> all = new ArrayList<>(List.of("plan", "counted://" + folder.path("plan.yaml"), "seed", "42"));
        all.addAll(List.of(options));
        create(tables, COLUMNS, all.toArray(String[]::new));
    }

    private List<Row> rows(String query) throws Exception {
        return rows(tables, query);
    }

    private static List<Row> rows(TableEnvironment tables, String query) throws Exception {
        try (CloseableIterator<Row> rows = tables.executeSql(query).collect()) {
            List<Row> all = new ArrayList<>();
            rows.forEachRemaining(all::add);
            return all;
        }
    }

    private List<Sampled<Sample>> sequence(long most) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
        return env.fromSource(
                        Plan.load(folder.path("plan.yaml"))
                                .source()
                                .setSeed(42)
                                .setMaxSamples(most)
                                .buildWithProvenance(),
                        WatermarkStrategy.noWatermarks(),
                        "plan")
                .executeAndCollect((int) most);
    }

    // ---- rows

    @Test
    void itGivesTheSequenceOfThePlanWithItsProvenance() throws Exception {
        create(
                tables,
                COLUMNS
                        + ", shard INT METADATA, draw BIGINT METADATA, epoch BIGINT METADATA, `path` STRING METADATA,"
                        + " activation BIGINT METADATA, `offset` BIGINT METADATA,"
                        + " nr TIMESTAMP_LTZ(3) METADATA FROM 'timestamp'",
                "plan",
                folder.path("plan.yaml"),
                "seed",
                "42",
                "max-samples",
                "500");
        List<Row> expected = new ArrayList<>();
        for (Sampled<Sample> sample : sequence(500)) {
            expected.add(Row.of(
                    floats(sample.value().get("X")),
                    sample.value().get("Y").getLong(0),
                    22050,
                    sample.shard(),
                    sample.draw(),
                    sample.epoch(),
                    sample.pathText(),
                    sample.activation(),
                    sample.offset(),
                    Instant.ofEpochMilli(sample.draw())));
        }
        assertThat(rows("SELECT * FROM samples")).isEqualTo(expected);
    }

    private static Float[] floats(NdArray array) {
        Float[] values = new Float[array.size()];
        Arrays.setAll(values, i -> (float) array.getDouble(i));
        return values;
    }

    @Test
    void anInlinePlanAndAnotherNumberOfShards() throws Exception {
        create(
                tables,
                "Y BIGINT, shard INT METADATA",
                "plan.inline",
                SamplesFolder.PLAN.replace("data/", folder.path("data") + "/"),
                "shards",
                "2",
                "scan.parallelism",
                "2",
                "seed",
                "42",
                "max-samples",
                "100");
        assertThat(rows("SELECT shard, COUNT(*) FROM samples GROUP BY shard"))
                .contains(Row.ofKind(RowKind.UPDATE_AFTER, 0, 50L), Row.ofKind(RowKind.UPDATE_AFTER, 1, 50L));
    }

    @Test
    void aVariableOfThePlan() throws Exception {
        folder.plan("variable.yaml", "vars: {files: none}\nnpz: \"data/${files}.npz\"\nrows: in_order\n");
        create(tables, "Y BIGINT", "plan", folder.path("variable.yaml"), "vars.files", "1");
        assertThat(rows("SELECT Y FROM samples LIMIT 2")).containsExactly(Row.of(0L), Row.of(1L));
    }

    @Test
    void everyTypeOfArray() throws Exception {
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        arrays.put("b", NdArray.of(true, false));
        arrays.put("i1", NdArray.of((byte) -1, (byte) 2));
        arrays.put("i2", NdArray.of((short) -300, (short) 300));
        arrays.put("i4", NdArray.of(-70000, 70000));
        arrays.put("i8", NdArray.of(-1L, 1L));
        arrays.put("u1", wrap(DType.UINT8, 255, 1));
        arrays.put("u2", wrap(DType.UINT16, 255, 255, 1, 0));
        arrays.put("u4", wrap(DType.UINT32, 255, 255, 255, 255, 1, 0, 0, 0));
        arrays.put("u8", wrap(DType.UINT64, 255, 255, 255, 255, 255, 255, 255, 255, 1, 0, 0, 0, 0, 0, 0, 0));
        arrays.put("f2", wrap(DType.FLOAT16, 0, 0x3c, 0, 0xc0)); // 1 and -2
        arrays.put("f4", NdArray.of(1.5f, 2.5f));
        arrays.put("f8", NdArray.of(0.1, 0.2));
        arrays.put("s", NdArray.of("ä", "𝄞"));
        arrays.put("S", NdArray.wrap(DType.BYTES, 2, new int[] {2}, new byte[] {'a', 0, 'b', 'c'}));
        arrays.put(
                "image",
                NdArray.wrap(DType.UINT8, new int[] {2, 2, 3}, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
        arrays.put("bytes", NdArray.wrap(DType.UINT8, new int[] {2, 2}, new byte[] {1, -1, 3, 4}));
        arrays.put("matrix", NdArray.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L).reshape(2, 2, 2));
        arrays.put("flags", NdArray.of(true, false, false, true).reshape(2, 2));
        arrays.put("words", NdArray.of("a", "b", "c", "d").reshape(2, 2));
        folder.npz("types/all.npz", Sample.of(arrays)).plan("types.yaml", "npz: types/all.npz\nrows: in_order\n");
        create(
                tables,
                "b BOOLEAN, i1 TINYINT, i2 SMALLINT, i4 INT, i8 BIGINT, u1 SMALLINT, u2 INT, u4 BIGINT, u8 DECIMAL(20, 0),"
                        + " f2 FLOAT, f4 FLOAT, f8 DOUBLE, s STRING, S STRING, image ARRAY<BYTES>, `bytes` BYTES,"
                        + " matrix ARRAY<ARRAY<BIGINT>>, flags ARRAY<BOOLEAN>, words ARRAY<STRING>",
                "plan",
                folder.path("types.yaml"));
        assertThat(rows("SELECT * FROM samples"))
                .containsExactly(
                        Row.of(
                                true,
                                (byte) -1,
                                (short) -300,
                                -70000,
                                -1L,
                                (short) 255,
                                65535,
                                4294967295L,
                                new BigDecimal("18446744073709551615"),
                                1f,
                                1.5f,
                                0.1,
                                "ä",
                                "a",
                                new byte[][] {{1, 2, 3}, {4, 5, 6}},
                                new byte[] {1, -1},
                                new Long[][] {{1L, 2L}, {3L, 4L}},
                                new Boolean[] {true, false},
                                new String[] {"a", "b"}),
                        Row.of(
                                false,
                                (byte) 2,
                                (short) 300,
                                70000,
                                1L,
                                (short) 1,
                                1,
                                1L,
                                new BigDecimal(1),
                                -2f,
                                2.5f,
                                0.2,
                                "𝄞",
                                "bc",
                                new byte[][] {{7, 8, 9}, {10, 11, 12}},
                                new byte[] {3, 4},
                                new Long[][] {{5L, 6L}, {7L, 8L}},
                                new Boolean[] {false, true},
                                new String[] {"c", "d"}));
        tables.executeSql("DROP TABLE samples");
        // Wider types hold the same.
        create(
                tables,
                "i1 INT, u1 BIGINT, u2 DOUBLE, f4 DOUBLE, flags ARRAY<BOOLEAN>, image ARRAY<ARRAY<SMALLINT>>",
                "plan",
                folder.path("types.yaml"));
        assertThat(rows("SELECT i1, u1, u2, f4, image FROM samples"))
                .first()
                .isEqualTo(Row.of(-1, 255L, 65535.0, 1.5, new Short[][] {{1, 2, 3}, {4, 5, 6}}));
    }

    private static NdArray wrap(DType type, int... bytes) {
        byte[] all = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            all[i] = (byte) bytes[i];
        }
        return NdArray.wrap(type, new int[] {2}, all);
    }

    @Test
    void batches() throws Exception {
        folder.plan("batches.yaml", SamplesFolder.PLAN + "buffer: 8\nstop: {samples: 40}\n");
        create(tables, "X ARRAY<ARRAY<FLOAT>>, Y ARRAY<BIGINT>", "plan", folder.path("batches.yaml"), "seed", "42");
        List<Row> batches = rows("SELECT Y, CARDINALITY(X), CARDINALITY(X[1]) FROM samples");
        assertThat(batches).hasSize(5);
        List<Long> drawn = sequence(40).stream()
                .map(sample -> sample.value().get("Y").getLong(0))
                .toList();
        List<Long> given = new ArrayList<>();
        for (Row batch : batches) {
            given.addAll(Arrays.asList(batch.<Long[]>getFieldAs(0)));
            assertThat(batch.getField(1)).isEqualTo(8);
            assertThat(batch.getField(2)).isEqualTo(WIDTH);
        }
        assertThat(given).isEqualTo(drawn);
    }

    @Test
    void inBatchModeToo() throws Exception {
        TableEnvironment batch = environment(EnvironmentSettings.newInstance().inBatchMode());
        create(batch, COLUMNS, "plan", folder.path("plan.yaml"), "seed", "42", "max-samples", "300");
        assertThat(rows(batch, "SELECT Y FROM samples"))
                .isEqualTo(sequence(300).stream()
                        .map(sample -> Row.of(sample.value().get("Y").getLong(0)))
                        .toList());
        batch.executeSql("DROP TABLE samples");
        create(batch, COLUMNS, "plan", folder.path("plan.yaml"), "seed", "42");
        assertThatThrownBy(() -> batch.executeSql("SELECT Y FROM samples"))
                .hasStackTraceContaining("Querying an unbounded table");
    }

    // ---- what Flink leaves to the source

    @Test
    void arraysThatNoQuerySelectsAreNotRead() throws Exception {
        createCounted("max-samples", "300");
        List<Row> all = rows("SELECT Y, X FROM samples");
        long wholeRows = CountedFiles.bytes();
        List<Row> narrow = rows("SELECT Y FROM samples");
        long fewerBytes = CountedFiles.bytes();

        assertThat(narrow)
                .isEqualTo(all.stream().map(row -> Row.of(row.getField(0))).toList());
        assertThat(wholeRows).isGreaterThan(300L * 4 * WIDTH);
        // The planner looks at a whole row of each file: 5 of them, twice at most.
        assertThat(fewerBytes).isLessThan(300L * 4 * WIDTH / 10);
    }

    /** An array without axes does not tell how many rows there are. */
    @ParameterizedTest
    @ValueSource(strings = {"SELECT rate FROM samples", "SELECT rate, Y FROM samples"})
    void whateverIsSelectedTheDrawsAreTheSame(String query) throws Exception {
        createCounted("max-samples", "300");
        List<Row> paths = rows("SELECT X, Y FROM samples");
        CountedFiles.bytes();
        List<Row> rows = rows(query);
        assertThat(CountedFiles.bytes())
                .isLessThan(300L * 4 * WIDTH / 6); // headers, at each activation and each one foreseen in vain
        assertThat(rows).hasSize(300);
        if (rows.get(0).getArity() == 2) {
            assertThat(rows.stream().map(row -> row.getField(1)))
                    .isEqualTo(paths.stream().map(row -> row.getField(1)).toList());
        }
    }

    @Test
    void aStepOfTheAuthorSeesAllArrays() throws Exception {
        folder.plan("mapped.yaml", SamplesFolder.PLAN + "map: io.pescador.flink.sql.table.Sum\n");
        create(tables, "total DOUBLE", "plan", folder.path("mapped.yaml"), "seed", "42", "max-samples", "20");
        List<Sampled<Sample>> plain = sequence(20);
        List<Row> rows = rows("SELECT total FROM samples");
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i).getField(0)).isEqualTo(Sum.of(plain.get(i).value()));
        }
        assertThat(rows).hasSize(20);
    }

    @Test
    void aLimitIsAPrefixAndReadsNoMoreThanItGives() throws Exception {
        createCounted();
        List<Sampled<Sample>> expected = sequence(10);
        CountedFiles.bytes();
        tables.explainSql("SELECT X, Y FROM samples LIMIT 10");
        long planning = CountedFiles.bytes();
        List<Row> rows = rows("SELECT X, Y FROM samples LIMIT 10");
        long reading = CountedFiles.bytes() - planning;

        assertThat(rows)
                .isEqualTo(expected.stream()
                        .map(sample -> Row.of(
                                floats(sample.value().get("X")),
                                sample.value().get("Y").getLong(0)))
                        .toList());
        // Ten rows, and of each activation what says where the arrays are: less than another row.
        long activations =
                expected.stream().mapToLong(Sampled::activation).distinct().count();
        assertThat(reading).isBetween(10L * (4 * WIDTH + 8), 10L * (4 * WIDTH + 8) + activations * 4 * WIDTH);
    }

    @Test
    void aLimitEndsAnEndlessPlanAndOneOfTheTableStays() throws Exception {
        createCounted("max-samples", "7");
        assertThat(rows("SELECT Y FROM samples LIMIT 1000")).hasSize(7);
        assertThat(tables.explainSql("SELECT Y FROM samples LIMIT 3")).contains("limit=[3]");
    }

    @Test
    void aFilterIsNotPushedDownAndSharesStay() throws Exception {
        createCounted("max-samples", "300");
        List<Row> all = rows("SELECT Y FROM samples");
        assertThat(rows("SELECT Y FROM samples WHERE Y < 50"))
                .isEqualTo(
                        all.stream().filter(row -> (long) row.getField(0) < 50).toList());
    }

    @Test
    void watermarksAreMadeInTheSource() throws Exception {
        create(
                tables,
                "Y BIGINT, nr TIMESTAMP_LTZ(3) METADATA FROM 'timestamp', WATERMARK FOR nr AS nr",
                "plan",
                folder.path("plan.yaml"),
                "seed",
                "42",
                "max-samples",
                "1000",
                "shards",
                "2",
                "scan.watermark.emit.strategy",
                "on-event");
        String windows =
                "SELECT window_start, COUNT(*) FROM TUMBLE(TABLE samples, DESCRIPTOR(nr), INTERVAL '0.1' SECOND)"
                        + " GROUP BY window_start, window_end";
        assertThat(tables.explainSql("SELECT nr, Y FROM samples"))
                .contains("watermark=[")
                .contains("watermarkEmitStrategy=[on-event]");
        assertThat(rows(windows)).hasSize(10).allSatisfy(row -> assertThat(row.getField(1))
                .isEqualTo(100L));
    }

    @Test
    void explainNamesThePlan() {
        create(tables, COLUMNS, "plan", folder.path("plan.yaml"), "seed", "42");
        String explained = tables.explainSql("SELECT Y FROM samples", ExplainDetail.JSON_EXECUTION_PLAN);
        assertThat(explained)
                .contains("project=[Y]")
                .contains("Source: samples: samples of " + folder.path("plan.yaml"));
    }

    // ---- what is wrong

    @Test
    void aWrongTypeIsRefusedWithWhatThePlanGives() {
        create(
                tables,
                "X ARRAY<DOUBLE>, Y INT, rate ARRAY<INT>, Z BIGINT, X2 ROW<a INT>",
                "plan",
                folder.path("plan.yaml"));
        assertThatThrownBy(() -> tables.executeSql("SELECT Y FROM samples"))
                .hasStackTraceContaining("table samples, column Y: it is declared as INT, and the plan gives int64 in"
                        + " data/0.npz: declare BIGINT")
                .hasStackTraceContaining("column rate: it is declared as ARRAY<INT>, and the plan gives int32 in"
                        + " data/0.npz: declare INT")
                .hasStackTraceContaining("column Z: there is no array \"Z\" in " + folder.path("plan.yaml")
                        + ", which gives X ARRAY<FLOAT>, Y BIGINT, rate INT");
    }

    @Test
    void streamsThatDiffer() throws Exception {
        folder.npz("data/9.npz", Sample.of("X", NdArray.of(1.0, 2.0).reshape(2, 1)));
        create(tables, COLUMNS, "plan", folder.path("plan.yaml"));
        assertThatThrownBy(() -> tables.executeSql("SELECT Y FROM samples"))
                .hasStackTraceContaining("column X: it is declared as ARRAY<FLOAT>, and the plan gives float64 (1) in"
                        + " data/9.npz: declare ARRAY<DOUBLE>")
                .hasStackTraceContaining("column Y: there is no array \"Y\" in data/9.npz, which gives X ARRAY<DOUBLE>:"
                        + " a column is in all streams. Leave it out");
    }

    @Test
    void wrongOptionsAndPlans() throws Exception {
        folder.plan("wrong.yaml", "mux: stochastic\nn_activ: 3\nof:\n  npz: nothing-*.npz\n");
        assertRefused(
                "table samples: it has no plan: give 'plan', the path of a plan file, or 'plan.inline', its text");
        assertRefused("it has two plans", "plan", "a", "plan.inline", "b");
        assertRefused("'shards' is 0: it is at least 1", "plan", folder.path("plan.yaml"), "shards", "0");
        assertRefused("n_active is 2, fewer than the 3 shards", "plan", folder.path("plan.yaml"), "shards", "3");
        assertRefused("'max-samples' is -1", "plan", folder.path("plan.yaml"), "max-samples", "-1");
        assertRefused("wrong.yaml:2: unknown key \"n_activ\"", "plan", folder.path("wrong.yaml"));
        assertRefused("there is no such plan", "plan", folder.path("gone.yaml"));
        assertRefused("Unsupported options", "plan", folder.path("plan.yaml"), "sed", "1");
    }

    private void assertRefused(String message, String... options) {
        create(tables, COLUMNS, options);
        assertThatThrownBy(() -> tables.executeSql("SELECT Y FROM samples")).hasStackTraceContaining(message);
        tables.executeSql("DROP TABLE samples");
    }

    @Test
    void aSampleOfAnotherTypeFailsTheJobAndIsNamed() throws Exception {
        folder.plan("mapped.yaml", SamplesFolder.PLAN + "map: io.pescador.flink.sql.table.Fickle\n");
        create(tables, "a BIGINT", "plan", folder.path("mapped.yaml"), "seed", "42");
        assertThatThrownBy(() -> rows("SELECT a FROM samples LIMIT 10"))
                .hasStackTraceContaining("table samples, column a: the sample at path ")
                .hasStackTraceContaining(
                        "has float64 of 0 axes, and the column is BIGINT. Declare a type that holds all"
                                + " streams, or choose alike arrays with `fields:`");
    }
}
