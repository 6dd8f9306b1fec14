// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.docs;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The metrics that {@code docs/operations.md} tells to watch are metrics that there are. */
class OperationsPageTest {

    @Test
    void theMetricsExist() throws IOException {
        String code = code("../connector/src/main/java") + code("../operators/src/main/java");
        List<String> metrics = Pattern.compile("(?m)^\\| `(\\w+)` \\|")
                .matcher(new Page("operations.md").text())
                .results()
                .map(row -> row.group(1))
                .filter(name -> !name.equals("uid"))
                .toList();
        assertThat(metrics).hasSizeGreaterThan(9).allSatisfy(name -> assertThat(code)
                .containsPattern("\\.(gauge|counter)\\(\\s*\"" + name + "\""));
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
