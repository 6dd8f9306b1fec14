// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** The reference page and the code know the same keys. */
class PlanPageTest {

    private static final Path PAGE = Path.of("../docs/plan.md");

    /** The first column of a table. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|");

    @TempDir
    Path temporary;

    @Test
    void everyKeyIsDocumentedAndNoOther() throws IOException {
        Set<String> documented = new LinkedHashSet<>();
        Matcher rows = ROW.matcher(Files.readString(PAGE));
        while (rows.find()) {
            documented.add(rows.group(1));
        }
        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Key.values()).map(Key::word).toList());
    }

    @ParameterizedTest
    @EnumSource(Key.Owner.class)
    void theSchemaForEditorsHasTheKeysOfEverything(Key.Owner owner) throws IOException {
        JsonNode schema = new ObjectMapper().readTree(Files.readString(Path.of("../docs/plan.schema.json")));
        JsonNode keys =
                schema.get("$defs").get(owner.name().toLowerCase(Locale.ROOT)).get("properties");
        assertThat(keys.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(Key.wordsAt(EnumSet.of(owner)));
        for (JsonNode root : schema.get("anyOf")) {
            assertThat(root.get("properties").fieldNames())
                    .toIterable()
                    .containsAll(Key.wordsAt(EnumSet.of(Key.Owner.JOB)));
        }
    }

    @Test
    void theSchemaHasTheTypesThatCanBeDeclared() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(Files.readString(Path.of("../docs/plan.schema.json")));
        List<String> types = new ArrayList<>();
        schema.at("/$defs/files/properties/types/additionalProperties/enum").forEach(type -> types.add(type.asText()));
        assertThat(types).isEqualTo(LeafReader.declarableTypes());
    }

    @Test
    void theFirstPlanOnThePageRuns() throws Exception {
        String page = Files.readString(PAGE);
        String plan = page.substring(page.indexOf("```yaml\n") + 8);
        PlanFolder folder = new PlanFolder(temporary);
        folder.npz("data/a/1.npz", 3, 2).npz("data/b/1.npz", 3, 2);
        ReadyPlan ready = folder.load(plan.substring(0, plan.indexOf("```")));
        assertThat(ready.streamer().iterate(1, 2)).hasSize(2);
        assertThat(ready.batchSize()).isEqualTo(64);
    }
}
