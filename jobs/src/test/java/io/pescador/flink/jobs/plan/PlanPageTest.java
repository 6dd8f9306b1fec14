// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.plan;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
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
