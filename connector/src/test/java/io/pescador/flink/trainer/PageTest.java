// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.trainer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code docs/trainer.md} promises of its Python; that the readers work, the ITCases show. */
class PageTest {

    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"queue", "cursor", "torch", "receive", "socket", "keys"})
    void noReaderIsLongerThanTwentyLinesOfCode(String name) throws Exception {
        assertThat(Python.snippet(name).lines().filter(line -> !line.isBlank() && !line.startsWith("import")))
                .hasSizeLessThanOrEqualTo(20);
    }

    /** With PyTorch where there is one, else with the three names that the example takes from it. */
    @Test
    void theDataSetGivesTheQueuesBatches() throws Exception {
        Python python = Python.with("numpy");
        Path queue = Files.createDirectory(temporary.resolve("queue"));
        Files.writeString(queue.resolve("run.json"), "{\"format\": 1, \"run\": \"x\", \"shards\": 1}\n");
        Files.write(queue.resolve("batch-000000000.npz"), Batches.npz(Batches.batch(1, 2)));
        Files.writeString(queue.resolve("end.json"), "{\"total\": 1, \"stop\": 1, \"shards\": [1]}\n");
        Process reader = python.start(
                temporary.resolve("dataset.py"),
                Python.snippet("queue")
                        + """

                        try:
                            import torch
                        except ImportError:
                            import sys, types
                            torch = sys.modules["torch"] = types.SimpleNamespace(
                                from_numpy=lambda array: array,
                                utils=types.SimpleNamespace(data=types.SimpleNamespace(IterableDataset=object)))
                        """
                        + Python.snippet("torch")
                        + """

                        import sys
                        for number, tensors in Batches(sys.argv[1]):
                            print(number, sorted(tensors), tensors["X"].shape[0], int(tensors["Y"][1]))
                        """,
                queue.toString());
        assertThat(reader.waitFor()).isZero();
        assertThat(temporary.resolve("dataset.py.out")).hasContent("0 ['X', 'Y'] 4 2");
    }
}
