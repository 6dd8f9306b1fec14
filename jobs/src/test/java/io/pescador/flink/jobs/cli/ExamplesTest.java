// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.plan.SamplePlan;
import io.pescador.flink.record.Sample;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Every plan that is shipped is right, short, explained, and gives samples. */
class ExamplesTest {

    static Stream<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(Run.EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void runs(Path example) throws Exception {
        SamplePlan plan = SamplePlan.load(example.toString(), Map.of());
        int given = 0;
        for (Sample sample : plan.streamer().iterate(1, 500)) {
            assertThat(sample.has("X") && sample.has("Y")).isTrue();
            given++;
        }
        assertThat(given).isEqualTo(example.endsWith("breast-cancer.yaml") ? 36 : 500);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void isShortAndExplained(Path example) throws IOException {
        List<String> lines = Files.readAllLines(example);
        assertThat(lines.size()).isBetween(6, 24);
        assertThat(lines.get(0)).startsWith("# ");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void ends(Path example) throws Exception {
        SamplePlan plan = SamplePlan.load(example.toString(), Map.of());
        assertThat(plan.maxEmitted() != null || plan.streamer().finite()).isTrue();
        assertThat(plan.seed()).isEqualTo(42);
    }
}
