// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sql.mux;

import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.operators.keyed.KeyedMux;
import io.pescador.flink.operators.keyed.KeyedMuxBuilder;
import io.pescador.flink.operators.keyed.Overflow;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The mux of SQL beside the keyed mux: the same rows in the same order, the same output. */
class MuxFunctionITCase {

    private static final TypeInformation<Row> CLICKS =
            Types.ROW_NAMED(new String[] {"n", "user_id", "label"}, Types.LONG, Types.STRING, Types.STRING);

    private final StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
    private final StreamTableEnvironment tables = StreamTableEnvironment.create(env);
    private final List<Row> clicks = new ArrayList<>();

    @BeforeEach
    void clicks() {
        Random random = new Random(7);
        for (long n = 0; n < 3000; n++) {
            int label = random.nextInt(100);
            clicks.add(Row.of(n, "user-" + random.nextInt(3), label < 80 ? "a" : label < 95 ? "b" : "c"));
        }
        tables.createTemporaryView("clicks", env.fromData(CLICKS, clicks.toArray(Row[]::new)));
        tables.executeSql("CREATE TEMPORARY SYSTEM FUNCTION Mux AS '" + MuxFunction.class.getName() + "'");
    }

    private static List<Row> collect(CloseableIterator<Row> rows) throws Exception {
        try (rows) {
            List<Row> all = new ArrayList<>();
            rows.forEachRemaining(all::add);
            return all;
        }
    }

    /** The numbers of the rows, in order, by their keys. */
    private static Map<Object, List<Object>> byUser(List<Row> rows) {
        return rows.stream()
                .collect(Collectors.groupingBy(
                        row -> row.getField("user_id"),
                        TreeMap::new,
                        Collectors.mapping(row -> row.getField("n"), Collectors.toList())));
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                of("n_active => 2, rate => 16", mux -> mux, 2, 16.0),
                of("n_active => 3, seed => 42", mux -> mux.seed(42), 3, null),
                of(
                        "n_active => 2, rate => 8, seed => 42, weights => MAP['a', .2, 'b', .3, 'c', .5], capacity => 16",
                        mux -> mux.seed(42)
                                .weights(Map.of("a", .2, "b", .3, "c", .5))
                                .reservoir(16),
                        2,
                        8.0),
                of(
                        "n_active => 2, rate => 8, seed => 1, buffer => 'fifo', capacity => 32",
                        mux -> mux.seed(1).fifo(32, Overflow.DROP_OLDEST),
                        2,
                        8.0),
                of(
                        "n_active => 2, seed => 1, buffer => 'spill', weights => MAP['a', 1, 'b', 1, 'c', 1]",
                        mux -> mux.seed(1)
                                .weights(Map.of("a", 1, "b", 1, "c", 1))
                                .spill(),
                        2,
                        null));
    }

    private static Arguments of(
            String sql, UnaryOperator<KeyedMuxBuilder<Object, Row>> settings, int nActive, Double rate) {
        StochasticPolicy policy = StochasticPolicy.of(nActive);
        return Arguments.of(sql, settings, rate == null ? policy : policy.rate(rate));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void itGivesWhatTheKeyedMuxGives(
            String sql, UnaryOperator<KeyedMuxBuilder<Object, Row>> settings, StochasticPolicy policy)
            throws Exception {
        List<Row> inSql = collect(tables.executeSql("SELECT * FROM Mux(input => TABLE clicks PARTITION BY user_id,"
                        + " stream_by => DESCRIPTOR(label), " + sql + ", uid => 'mix')")
                .collect());
        DataStream<Row> stream = env.fromData(CLICKS, clicks.toArray(Row[]::new));
        List<Row> keyed = collect(settings.apply(KeyedMux.on(stream.keyBy(row -> row.getField("user_id"), objectType()))
                        .streamBy(row -> row.getFieldAs("label"))
                        .policy(policy)
                        .seed(0))
                .apply("mix")
                .executeAndCollect());
        assertThat(inSql).hasSizeGreaterThan(400);
        assertThat(inSql.get(0).getFieldNames(true)).containsExactly("user_id", "n", "label");
        assertThat(byUser(inSql)).isEqualTo(byUser(keyed));
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static TypeInformation<Object> objectType() {
        return (TypeInformation) Types.STRING;
    }

    @Test
    void severalTablesAreTaggedAndUnited() throws Exception {
        tables.createTemporaryView("page_views", env.fromData(CLICKS, Row.of(10_000L, "user-0", "x")));
        List<Row> rows =
                collect(tables.executeSql("WITH both_tables AS (SELECT user_id, n, 'clicks' AS source FROM clicks"
                                + " UNION ALL SELECT user_id, n, 'views' AS source FROM page_views)"
                                + " SELECT * FROM Mux(input => TABLE both_tables PARTITION BY user_id,"
                                + " stream_by => DESCRIPTOR(source), n_active => 2, rate => 8, uid => 'mix')")
                        .collect());
        long views = rows.stream()
                .filter(row -> "views".equals(row.getField("source")))
                .count();
        assertThat(rows).hasSizeGreaterThan(2000);
        assertThat(views).isGreaterThan(100);
    }

    @Test
    void whatIsWrong() {
        assertRefused(
                "stream_by is \"labels\", which is no column of the input; it has n, user_id, label",
                "DESCRIPTOR(labels), n_active => 2");
        assertRefused("stream_by names 2 columns: name one", "DESCRIPTOR(label, n), n_active => 2");
        assertRefused(
                "buffer is 'fif': it is 'reservoir', 'fifo' or 'spill'",
                "DESCRIPTOR(label), n_active => 2, buffer => 'fif'");
        assertRefused("Mux: n_active", "DESCRIPTOR(label), n_active => 0");
        assertRefused("stream \"b\"", "DESCRIPTOR(label), n_active => 1, weights => MAP['a', 1]");
        assertRefused(
                "the weight of stream \"a\" is -1.0: a weight is a number ≥ 0",
                "DESCRIPTOR(label), n_active => 1, weights => MAP['a', -1]");
    }

    private void assertRefused(String message, String call) {
        assertThatThrownBy(
                        () -> collect(tables.executeSql("SELECT * FROM Mux(input => TABLE clicks PARTITION BY user_id,"
                                        + " stream_by => " + call + ", uid => 'mix')")
                                .collect()))
                .hasStackTraceContaining(message);
    }
}
