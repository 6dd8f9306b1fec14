// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The reference pages and the schemas say what the code reads. They are written by {@code mvn -pl plan -am test -Dtest=ReferenceTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dreference.write}.
 */
class ReferenceTest {

    private static final Path DOCS = Path.of("../docs");
    private static final boolean WRITE = System.getProperty("reference.write") != null;

    @TempDir
    Path temporary;

    @ParameterizedTest
    @CsvSource({"plan", "mux"})
    void theTablesAreThoseOfTheKeys(String page) throws IOException {
        Path file = DOCS.resolve(page + ".md");
        String text = Files.readString(file);
        String expected = text;
        Map<String, String> tables = page.equals("plan") ? Reference.tablesOfPlans() : Reference.tablesOfLivePlans();
        for (Map.Entry<String, String> table : tables.entrySet()) {
            Pattern place = Pattern.compile("(?s)(<!-- keys: " + table.getKey() + " -->\n).*?(<!-- end -->)");
            Matcher marked = place.matcher(expected);
            assertThat(marked.find())
                    .as(page + ".md has markers for " + table.getKey())
                    .isTrue();
            expected = marked.replaceFirst("$1" + Matcher.quoteReplacement(table.getValue()) + "$2");
        }
        if (WRITE) {
            Files.writeString(file, expected);
        } else {
            assertThat(text).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"plan", "mux"})
    void theSchemasAreThoseOfTheKeys(String kind) throws IOException {
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        Path file = DOCS.resolve(kind + ".schema.json");
        String expected =
                json.writeValueAsString(kind.equals("plan") ? Reference.schemaOfPlans() : Reference.schemaOfLivePlans())
                        + "\n";
        if (WRITE) {
            Files.writeString(file, expected);
        } else {
            assertThat(Files.readString(file)).isEqualTo(expected);
        }
    }

    @Test
    void theFirstPlanOnThePageRuns() throws Exception {
        PlanFolder folder = new PlanFolder(temporary);
        folder.npz("data/a/1.npz", 3, 2).npz("data/b/1.npz", 3, 2);
        SamplePlan plan = folder.load(firstPlan("plan.md"));
        assertThat(plan.streamer().iterate(1, 2)).hasSize(2);
        assertThat(plan.batchSize()).isEqualTo(64);
    }

    @Test
    void theMuxPlanOnThePageIsTheExample() throws Exception {
        String plan = firstPlan("mux.md");
        String example = Files.readString(Path.of("../jobs/examples/flow/labels.yaml"));
        assertThat(example.substring(example.indexOf('\n') + 1)).isEqualTo(plan);
        new PlanFolder(temporary).file("flow.yaml", plan);
        assertThat(LivePlan.load(temporary.resolve("flow.yaml").toString(), Map.of())
                        .notices())
                .isEmpty();
    }

    private static String firstPlan(String page) throws IOException {
        String text = Files.readString(DOCS.resolve(page));
        String plan = text.substring(text.indexOf("```yaml\n") + 8);
        return plan.substring(0, plan.indexOf("```"));
    }
}
