// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.docs;

import org.apache.flink.runtime.metrics.MetricNames;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The dashboard and the alerts ask for metrics that there are. */
class MonitoringExamplesTest {

    private static final Path EXAMPLES = Path.of("examples/monitoring");

    private static final Pattern METRIC = Pattern.compile("flink_[A-Za-z_]+");

    /** Flink's names, which its reporter for Prometheus puts before those of this program. */
    private static final String OPERATOR = "flink_taskmanager_job_task_operator_";

    /** Of Flink's own, those that MetricNames has not. */
    private static final Set<String> CHECKPOINTS = Set.of("lastCheckpointDuration", "numberOfFailedCheckpoints");

    @Test
    void theDashboardAsksForMetricsThatThereAre() throws IOException {
        JsonNode dashboard =
                new ObjectMapper().readTree(EXAMPLES.resolve("grafana.json").toFile());
        List<String> queries = new ArrayList<>();
        dashboard.findValues("expr").forEach(query -> queries.add(query.asText()));
        assertThat(queries).hasSizeGreaterThan(15);
        queries.add(dashboard.at("/templating/list/1/query").asText());
        exist(queries);
        assertThat(dashboard.get("panels")).allSatisfy(panel -> {
            assertThat(panel.get("title").asText()).isNotEmpty();
            assertThat(panel.get("description").asText()).isNotEmpty();
        });
    }

    @Test
    void theAlertsAskForMetricsThatThereAre() throws IOException {
        Map<?, ?> alerts = yaml("alerts.yml");
        Map<?, ?> group = (Map<?, ?>) ((List<?>) alerts.get("groups")).get(0);
        List<String> queries = new ArrayList<>();
        for (Object rule : (List<?>) group.get("rules")) {
            queries.add((String) ((Map<?, ?>) rule).get("expr"));
            assertThat(((Map<?, ?>) ((Map<?, ?>) rule).get("annotations")).get("summary"))
                    .asString()
                    .isNotEmpty();
        }
        assertThat(queries).hasSize(6);
        exist(queries);
    }

    @Test
    void theSettingsAreYaml() throws IOException {
        assertThat(yaml("flink.yaml").keySet())
                .allSatisfy(key -> assertThat((String) key).startsWith("metrics.reporter.prom."));
        assertThat(yaml("prometheus.yml").get("rule_files")).isEqualTo(List.of("alerts.yml"));
    }

    private static void exist(List<String> queries) throws IOException {
        String code = code("../connector/src/main/java") + code("../operators/src/main/java");
        Set<String> metrics = new TreeSet<>();
        for (String query : queries) {
            METRIC.matcher(query).results().forEach(found -> metrics.add(found.group()));
        }
        for (String metric : metrics) {
            String name = metric.substring(metric.lastIndexOf('_') + 1);
            if (metric.startsWith(OPERATOR)) {
                assertThat(code).as(metric).containsPattern("\\.(gauge|counter)\\(\\s*\"" + name + "\"");
                String groups = metric.substring(OPERATOR.length(), metric.length() - name.length());
                assertThat(groups).as(metric).isIn("", "pescador_", "pescador_stream_", "mux_");
            } else {
                assertThat(ofFlink()).as(metric).contains(name);
            }
        }
    }

    private static Set<String> ofFlink() {
        Set<String> names = new TreeSet<>(CHECKPOINTS);
        for (java.lang.reflect.Field field : MetricNames.class.getFields()) {
            try {
                names.add(String.valueOf(field.get(null)));
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }
        return names;
    }

    private static Map<?, ?> yaml(String name) throws IOException {
        return (Map<?, ?>)
                new Load(LoadSettings.builder().build()).loadFromString(Files.readString(EXAMPLES.resolve(name)));
    }

    private static String code(String folder) throws IOException {
        StringBuilder code = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                code.append(Files.readString(file));
            }
        }
        return code.toString();
    }
}
