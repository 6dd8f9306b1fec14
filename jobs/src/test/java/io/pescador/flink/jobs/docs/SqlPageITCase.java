// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.docs;

import io.pescador.flink.jobs.cli.Run;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.operators.keyed.KeyedMux;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code docs/sql.md} shows, run; and its table beside the command line. */
class SqlPageITCase {

    private final StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
    private final StreamTableEnvironment tables = StreamTableEnvironment.create(env);

    @Test
    void theJavaIsThatOfThisTest() throws Exception {
        new Page("sql.md").isOf(SqlPageITCase.class);
    }

    private static String block(String beginning) throws IOException {
        return new Page("sql.md")
                .blocks("sql").stream()
                        .filter(block -> block.startsWith(beginning))
                        .findFirst()
                        .orElseThrow();
    }

    /** Runs a block of the page. @return the rows of its last statement */
    private List<Row> run(String beginning) throws Exception {
        List<Row> rows = List.of();
        for (String statement : block(beginning).split(";\n")) {
            try (CloseableIterator<Row> result = tables.executeSql(statement).collect()) {
                rows = new ArrayList<>();
                result.forEachRemaining(rows::add);
            }
        }
        return rows;
    }

    @Test
    void ddlPrintsWhatThePageShows() throws Exception {
        Run ddl = Run.of("ddl", "examples/digits.yaml");
        assertThat(ddl.code()).isZero();
        assertThat(ddl.out().replace(Run.EXAMPLES.toString(), "examples")).isEqualTo(block("CREATE TABLE `digits`"));
    }

    @Test
    void theTableGivesWhatTheCommandLineGives() throws Exception {
        run("CREATE TABLE `digits`");
        assertThat(run("SELECT Y FROM digits LIMIT 3;")).hasSize(3);

        List<Row> rows = new ArrayList<>();
        try (CloseableIterator<Row> result =
                tables.executeSql("SELECT X, Y FROM digits").collect()) {
            result.forEachRemaining(rows::add);
        }
        List<String> lines = Run.of("sample", "examples/digits.yaml", "--output", "jsonl:-")
                .out()
                .lines()
                .toList();
        assertThat(rows).hasSize(100).hasSameSizeAs(lines);
        ObjectMapper json = new ObjectMapper();
        for (int i = 0; i < rows.size(); i++) {
            JsonNode line = json.readTree(lines.get(i)).get("value");
            assertThat(flat(rows.get(i).getField("X"))).isEqualTo(flat(line.get("X")));
            assertThat(flat(rows.get(i).getField("Y"))).isEqualTo(flat(line.get("Y")));
        }
    }

    private static List<Float> flat(Object value) {
        List<Float> values = new ArrayList<>();
        flatten(value, values);
        return values;
    }

    private static void flatten(Object value, List<Float> values) {
        if (value instanceof Object[] array) {
            for (Object element : array) {
                flatten(element, values);
            }
        } else if (value instanceof JsonNode node && node.isArray()) {
            node.forEach(element -> flatten(element, values));
        } else {
            values.add(value instanceof JsonNode node ? node.floatValue() : ((Number) value).floatValue());
        }
    }

    @Test
    void classesInEachThousandSamples() throws Exception {
        run("CREATE TABLE samples");
        List<Row> rows = run("SELECT window_start, Y");
        Map<Object, Long> sums = new TreeMap<>();
        rows.forEach(row -> sums.merge(row.getField("window_start"), row.<Long>getFieldAs("n"), Long::sum));
        assertThat(sums).hasSize(10).allSatisfy((window, sum) -> assertThat(sum).isEqualTo(1000));
    }

    /** Of ten clicks one is a purchase. */
    private void clicks() throws Exception {
        TypeInformation<Row> type =
                Types.ROW_NAMED(new String[] {"user_id", "label", "url"}, Types.STRING, Types.STRING, Types.STRING);
        Row[] clicks = new Row[2000];
        for (int n = 0; n < clicks.length; n++) {
            clicks[n] = Row.of("user-" + n % 3, n % 10 == 0 ? "buy" : "look", "/page/" + n);
        }
        tables.createTemporaryView("clicks", env.fromData(type, clicks));
        tables.createTemporaryView("visits", env.fromData(type, Row.of("user-0", "-", "/shop")));
        run("CREATE TEMPORARY SYSTEM FUNCTION Mux");
    }

    @Test
    void aTrainingSetBalancedByLabel() throws Exception {
        clicks();
        List<Row> rows = run("SELECT user_id, label, url");
        Map<Object, Long> labels =
                rows.stream().collect(Collectors.groupingBy(row -> row.getField("label"), Collectors.counting()));
        // 2000 draws of even chance: the share of one label has a standard error of 0.011, or less.
        assertThat((double) labels.get("buy") / rows.size()).isBetween(0.42, 0.58);
    }

    @Test
    void severalTables() throws Exception {
        clicks();
        run("CREATE TEMPORARY VIEW everything");
        assertThat(run("SELECT user_id, source, url"))
                .hasSizeGreaterThan(1500)
                .anySatisfy(row -> assertThat(row.getField("url")).isEqualTo("/shop"));
    }

    @Test
    void theOperatorInstead() throws Exception {
        clicks();
        Function<List<Row>, Map<Object, List<Object>>> urls = rows -> rows.stream()
                .collect(Collectors.groupingBy(
                        row -> row.getField("user_id"),
                        Collectors.mapping(row -> row.getField("url"), Collectors.toList())));
        DataStream<Row> clicks = tables.toDataStream(tables.from("clicks"));
        DataStream<Row> mixed = KeyedMux.on(clicks.keyBy(row -> row.<String>getFieldAs("user_id")))
                .streamBy(row -> row.getFieldAs("label"))
                .policy(StochasticPolicy.of(2).rate(64))
                .weights(Map.of("buy", 0.5, "look", 0.5))
                .seed(0)
                .apply("mix");
        tables.createTemporaryView("mixed", tables.fromDataStream(mixed));
        List<Row> rows = new ArrayList<>();
        try (CloseableIterator<Row> result =
                tables.executeSql("SELECT * FROM mixed").collect()) {
            result.forEachRemaining(rows::add);
        }
        assertThat(urls.apply(rows)).isEqualTo(urls.apply(run("SELECT user_id, label, url")));
    }
}
