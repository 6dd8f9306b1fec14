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
import java.nio.file.Files;
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

    /** A thousand lines with three broken ones: what is drawn, what is named, and the same from the middle on. */
    @Test
    void singleRecordsAreLeftOut() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int line = 1; line <= 1000; line++) {
            lines.append(line == 10 || line == 500 || line == 999 ? "{\"n\":" : "{\"n\":" + line + "}")
                    .append('\n');
        }
        Path data = Files.writeString(temporary.resolve("a.jsonl"), lines);
        Path quarantine = temporary.resolve("broken.jsonl");
        folder = new PlanFolder(temporary);
        String plan = "mux: chain\non_error: {record: skip, at_most: %s, quarantine: " + quarantine + "}\nof: {jsonl: "
                + data + ", rows: %s}\n";
        for (String order : List.of("in_order", "shuffled", "rotating")) {
            List<Sample> whole = new ArrayList<>();
            byte[] state = null;
            try (Sampling<Sample> sampling =
                    Sampling.start(folder.load(plan.formatted(3, order)).streamer(), 1)) {
                while (sampling.poll() == PollResult.ITEM) {
                    whole.add(sampling.sample());
                    state = whole.size() == 600 ? sampling.save() : state;
                }
            }
            assertThat(whole).hasSize(997).doesNotHaveDuplicates();
            List<Sample> rest = new ArrayList<>();
            try (Sampling<Sample> sampling =
                    Sampling.resume(folder.load(plan.formatted(3, order)).streamer(), 1, state)) {
                while (sampling.poll() == PollResult.ITEM) {
                    rest.add(sampling.sample());
                }
            }
            assertThat(rest).isEqualTo(whole.subList(600, 997));
        }
        assertThat(Files.readAllLines(quarantine)).hasSize(3);
        assertThatThrownBy(() -> {
                    try (Sampling<Sample> sampling = Sampling.start(
                            folder.load(plan.formatted(2, "in_order")).streamer(), 1)) {
                        while (sampling.poll() == PollResult.ITEM) {
                            // Until it fails.
                        }
                    }
                })
                .hasStackTraceContaining("More than 2 records of this file cannot be read");
    }
}
