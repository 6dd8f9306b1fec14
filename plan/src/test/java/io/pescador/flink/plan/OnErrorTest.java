// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.ReadStrategy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** {@code on_error}: a file that is cut off fails the plan, or is left out and reported. */
class OnErrorTest {

    private static final String PLAN =
            """
            mux: round_robin
            on_error: %s
            of: {npz: "data/*.npz"}
            """;

    @TempDir
    Path temporary;

    private PlanFolder folder;

    private void twoFilesAndOneThatIsCutOff() throws IOException {
        folder = new PlanFolder(temporary)
                .npz("data/a.npz", 4, 2)
                .npz("data/b.npz", 4, 2)
                .npz("data/c.npz", 4, 2);
        try (RandomAccessFile file =
                new RandomAccessFile(temporary.resolve("data/b.npz").toFile(), "rw")) {
            file.setLength(file.length() / 2);
        }
    }

    @Test
    void failNamesTheFileBeforeAnythingIsDrawn() throws Exception {
        twoFilesAndOneThatIsCutOff();
        assertThatThrownBy(() -> folder.load(PLAN.formatted("fail")))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("b.npz");
    }

    @Test
    void skipGivesTheRestAndReportsTheFile() throws Exception {
        twoFilesAndOneThatIsCutOff();
        List<String> reports = new ArrayList<>();
        int samples = 0;
        try (Sampling<Sample> sampling = Sampling.open(
                folder.load(PLAN.formatted("skip")).streamer(),
                1,
                0,
                null,
                ReadStrategy.DIRECT,
                () -> {},
                reports::add)) {
            while (sampling.poll() == PollResult.ITEM) {
                samples++;
            }
            assertThat(sampling.skipped()).isEqualTo(1);
        }
        assertThat(samples).isEqualTo(8);
        assertThat(reports).singleElement().asString().contains("b.npz").contains("left out from now on");
    }
}
