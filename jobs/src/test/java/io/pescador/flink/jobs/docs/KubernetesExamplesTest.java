// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.docs;

import io.pescador.flink.jobs.cluster.PlanJob;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** The resources for Flink's Kubernetes operator are YAML, and start the main class with arguments that are texts, as the operator demands. */
class KubernetesExamplesTest {

    @ParameterizedTest
    @CsvSource({"deployment.yaml, FlinkDeployment", "session-job.yaml, FlinkSessionJob"})
    void startsThePlan(String file, String kind) throws IOException {
        String text = Files.readString(Path.of("examples/kubernetes").resolve(file));
        Map<?, ?> resource =
                (Map<?, ?>) new Load(LoadSettings.builder().setLabel(file).build()).loadFromString(text);
        assertThat(resource.get("kind")).isEqualTo(kind);
        Map<?, ?> spec = (Map<?, ?>) resource.get("spec");
        Map<?, ?> job = (Map<?, ?>) spec.get("job");
        assertThat(job.get("entryClass")).isEqualTo(PlanJob.class.getName());
        assertThat((List<?>) job.get("args")).hasOnlyElementsOfType(String.class);
        if (spec.get("flinkConfiguration") instanceof Map<?, ?> configuration) {
            assertThat(configuration.values()).hasOnlyElementsOfType(String.class);
        }
    }
}
