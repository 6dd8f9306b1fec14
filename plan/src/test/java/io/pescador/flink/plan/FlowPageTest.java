// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** The page of flow plans, their schema and the code know the same keys. */
class FlowPageTest {

    private static final Path PAGE = Path.of("../docs/mux.md");

    private static final List<String> ALL =
            Arrays.stream(FlowKey.values()).map(FlowKey::word).toList();

    @TempDir
    Path temporary;

    @Test
    void everyKeyIsDocumentedWithItsMuxes() throws IOException {
        Map<String, String> documented = new LinkedHashMap<>();
        Matcher rows = Pattern.compile("(?m)^\\| `([a-z_]+)` \\| ([^|]*) \\|").matcher(Files.readString(PAGE));
        while (rows.find()) {
            documented.put(rows.group(1), rows.group(2));
        }
        assertThat(documented.keySet()).containsExactlyInAnyOrderElementsOf(ALL);
        for (FlowKey key : FlowKey.values()) {
            if (key.kinds().size() < MuxKind.values().length) {
                assertThat(documented.get(key.word()))
                        .isEqualTo(String.join(
                                ", ", key.kinds().stream().map(MuxKind::word).toList()));
            }
        }
    }

    @Test
    void theSchemaHasTheSameKeys() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(Files.readString(Path.of("../docs/mux.schema.json")));
        assertThat(schema.get("properties").fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(ALL);
    }

    @Test
    void thePlanOnThePageIsTheExample() throws Exception {
        String page = Files.readString(PAGE);
        String plan = page.substring(page.indexOf("```yaml\n") + 8);
        plan = plan.substring(0, plan.indexOf("```"));
        String example = Files.readString(Path.of("../jobs/examples/flow/labels.yaml"));
        assertThat(example.substring(example.indexOf('\n') + 1)).isEqualTo(plan);
        new PlanFolder(temporary).file("flow.yaml", plan);
        assertThat(FlowPlan.load(temporary.resolve("flow.yaml").toString(), Map.of())
                        .notices())
                .isEmpty();
    }
}
