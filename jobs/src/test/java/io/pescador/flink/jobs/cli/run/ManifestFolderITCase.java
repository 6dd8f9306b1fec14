// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.run;

import io.pescador.flink.format.npy.NpzWriter;
import io.pescador.flink.jobs.cli.environment.FlinkEnvironment;
import io.pescador.flink.jobs.cli.output.Output;
import io.pescador.flink.jobs.cli.state.StateDirectory;
import io.pescador.flink.plan.SamplePlan;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.InstantiationUtil;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** A job whose plan has its files in a manifest, in a MiniCluster; the manifest begins at 50 files here. */
class ManifestFolderITCase {

    private static final int FILES = 200;

    @TempDir
    Path folder;

    private SamplePlan plan;

    @BeforeEach
    void write() throws Exception {
        Files.createDirectories(folder.resolve("data"));
        for (int i = 0; i < FILES; i++) {
            try (NpzWriter out =
                    NpzWriter.stored(Files.newOutputStream(folder.resolve("data/%03d.npz".formatted(i))))) {
                out.write(Sample.of("Y", NdArray.of(new long[] {i, i + 1000, i + 2000})));
            }
        }
        Path file = Files.writeString(
                folder.resolve("plan.yaml"),
                """
                mux: stochastic
                mode: exhaustive
                n_active: 8
                shards: 2
                of: {npz: "data/*.npz"}
                """);
        plan = SamplePlan.load(file.toString(), Map.of());
    }

    @Test
    void givesTheSameLines() throws Exception {
        StateDirectory state = StateDirectory.of(folder.resolve("state").toString());
        SamplePlan pinned = ManifestFolder.pinned(plan, state, 50);
        List<String> lines = run(pinned, "pinned.jsonl");
        assertThat(lines).isEqualTo(run(plan, "plain.jsonl")).hasSize(3 * FILES);
        assertThat(folder.resolve("state/manifests")).isDirectoryContaining("glob:**/manifest-*.jsonl");
        assertThat(InstantiationUtil.serializeObject(pinned.streamer()))
                .hasSizeLessThan(InstantiationUtil.serializeObject(plan.streamer()).length / 3);
    }

    @Test
    void withoutStateItIsTemporary() throws Exception {
        assertThat(run(ManifestFolder.pinned(plan, null, 50), "pinned.jsonl")).isEqualTo(run(plan, "plain.jsonl"));
    }

    @Test
    void aSmallPlanStaysInTheJobGraph() throws Exception {
        assertThat(ManifestFolder.pinned(plan, null, FILES)).isSameAs(plan);
    }

    private List<String> run(SamplePlan ready, String name) throws IOException, Exception {
        Path out = folder.resolve(name);
        Output output = Output.of("jsonl:" + out, "--output");
        var env = FlinkEnvironment.create(2, new Configuration());
        new SampleJob(ready, 7, null, output, true).addTo(env, null);
        env.execute();
        return Files.readAllLines(out);
    }
}
