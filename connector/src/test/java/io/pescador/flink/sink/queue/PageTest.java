// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.queue;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The loops that {@code docs/trainer.md} shows. */
class PageTest {

    @TempDir
    Path temporary;

    private static final String TRAINER =
            """
            import os, sys
            os.chdir(sys.argv[1])
            checkpoint, model, rank, world = eval(sys.argv[2]), None, 1, 2
            def train(x, y): print(number, tuple(x.shape), int(y[1]))
            def save(model, queue): print("saved", queue)
            """;

    /** The page's loops, on a queue of eight batches. PyTorch's is skipped where there is none. */
    @ParameterizedTest
    @CsvSource({
        "loop,  numpy,       None,                             0 1 2 3 4 5 6 7",
        "loop,  numpy,       {'queue': {'number': 3}},         3 4 5 6 7",
        "torch, numpy torch, None,                             0 1 2 3 4 5 6 7",
        "torch, numpy torch, {'queue': {'number': 5}},         5 6 7",
        "ranks, numpy,       None,                             1 3 5 7",
        "ranks, numpy,       {'queue': {'number': 4}},         5 7"
    })
    void theLoopsOfThePageReadTheQueue(String name, String modules, String checkpoint, String numbers)
            throws Exception {
        Python python = Python.with(modules.split(" "));
        Path queue = Files.createDirectories(temporary.resolve("out"));
        Files.writeString(queue.resolve("run.json"), "{\"format\": 1, \"run\": \"x\", \"shards\": 1}\n");
        for (int number = 0; number < 8; number++) {
            Files.write(
                    queue.resolve(QueueDirectory.batchName(number)), Batches.npz(Batches.batch(number, number * 2)));
        }
        Files.writeString(queue.resolve("end.json"), "{\"total\": 8, \"stop\": 8, \"shards\": [8]}\n");
        String program = Python.snippet(name).replace("1000 == 999", "4 == 3").replace("% 960", "% 4");
        Process trainer =
                python.start(temporary.resolve("loop.py"), TRAINER + program, temporary.toString(), checkpoint);
        int code = trainer.waitFor();
        List<String> printed = Files.readAllLines(temporary.resolve("loop.py.out"));
        assertThat(code).as(String.join("\n", printed)).isZero();
        assertThat(printed.stream().filter(line -> !line.startsWith("saved")))
                .containsExactlyElementsOf(Stream.of(numbers.split(" "))
                        .map(number -> number + " (4, 3) " + 2 * Integer.parseInt(number))
                        .toList());
        assertThat(printed).anyMatch(line -> line.startsWith("saved {'number': 8"));
    }
}
