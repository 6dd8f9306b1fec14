// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** How runs end whose streams have less than is asked of them, and what they say. */
@Timeout(180)
class EndsITCase {

    @TempDir
    Path folder;

    /** Files of 0, 7, 250 and 58 lines. */
    private Path uneven(String more) throws IOException {
        int[] lengths = {0, 7, 250, 58};
        for (int i = 0; i < lengths.length; i++) {
            int file = i;
            Files.writeString(
                    folder.resolve("f" + i + ".jsonl"),
                    IntStream.range(0, lengths[i])
                            .mapToObj(n -> "{\"x\": " + (1000 * file + n) + "}\n")
                            .collect(Collectors.joining()));
        }
        return plan(more + "mux: stochastic\nmode: exhaustive\nn_active: 4\nof: {jsonl: \"f?.jsonl\", fields: [x]}\n");
    }

    private Path plan(String text) throws IOException {
        return Files.writeString(folder.resolve("plan.yaml"), "seed: 5\n" + text);
    }

    private static Run sample(Path plan, String... flags) {
        List<String> args = new ArrayList<>(List.of("sample", plan.toString()));
        args.addAll(List.of(flags));
        return Run.of(args.toArray(new String[0]));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aStopIsReachedWhateverTheShards(int shards) throws IOException {
        Path plan = uneven("shards: " + shards + "\nstop: {samples: 250}\n");
        Run one = sample(plan, "--parallelism", "1", "--output", "jsonl:-");
        assertThat(one.code()).isZero();
        assertThat(one.outLines()).hasSize(250).doesNotHaveDuplicates();
        assertThat(one.err()).noneMatch(line -> line.contains("asked for"));
        for (int readers = 2; readers <= shards; readers++) {
            Run several = sample(plan, "--parallelism", "" + readers, "--output", "jsonl:-");
            assertThat(several.out()).isEqualTo(one.out());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void soIsAStopOfBatches(int shards) throws IOException {
        Path plan = uneven("shards: " + shards + "\nstop: {batches: 26}\nbuffer: 10\n");
        Run run = sample(plan, "--output", "npz:" + folder.resolve("out" + shards));
        assertThat(run.code()).isZero();
        assertThat(run.err().get(0)).contains("260 samples in 26 batches");
        assertThat(folder.resolve("out" + shards + "/end.json")).content().startsWith("{\"total\": 26,");
    }

    @Test
    void aRunThatGivesLessThanWasAskedForSaysSo() throws IOException {
        Path plan = uneven("shards: 2\n");
        Run run = sample(plan, "--max-iter", "1000", "--output", "jsonl:-");
        assertThat(run.code()).isZero();
        assertThat(run.outLines()).hasSize(315);
        assertThat(run.err())
                .contains(plan
                        + ": it ended after 315 of the 1,000 samples that were asked for: its streams have no more");
    }

    /** Plans that give nothing, most of which count as endless: they end, with or without a stop, and say what may be wrong. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cycle: true|its streams hold none. Look at the files, and at window",
                "on_error: skip|3 streams could not be read and were left out",
                "filter: io.pescador.flink.plan.None|though its streams gave some: look at filter",
                "buffer: 1000|though its streams gave some: look at filter, and at the size of buffer",
            })
    void aRunThatGivesNothingEndsAndFails(String step, String why) throws IOException {
        boolean empty = step.startsWith("cycle");
        for (int i = 0; i < 3; i++) {
            Files.writeString(folder.resolve("f" + i + ".jsonl"), empty ? "" : "{\"x\": 1}\n{\"x\": 2}\n");
        }
        Path plan = plan("mux: round_robin\nof: {jsonl: \"f?.jsonl\", fields: [x]}\n" + step + "\n");
        if (step.startsWith("on_error")) {
            for (int i = 0; i < 3; i++) {
                Files.writeString(folder.resolve("f" + i + ".csv"), "x\n1\none\n");
            }
            plan = plan("mux: round_robin\nof: {csv: \"f?.csv\", fields: [x], types: {x: int64}}\n" + step
                    + "\nbuffer: 10\n");
        }
        for (String[] flags : new String[][] {{}, {"--max-iter", "10"}}) {
            Run run = sample(plan, flags);
            assertThat(run.code()).as(() -> String.join("\n", run.err())).isEqualTo(1);
            assertThat(run.err())
                    .last()
                    .asString()
                    .startsWith(plan + ": not one ")
                    .contains(why);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aLeafOfYourOwnThatEndsIsAnEnd(int shards) throws IOException {
        Path plan = plan("shards: " + shards + "\nmux: round_robin\nstreams:\n"
                + "- {class: io.pescador.flink.plan.Ending}\n- {items: [1, 2, 3, 4]}\n");
        Run run = sample(plan, "--parallelism", "" + shards, "--output", "jsonl:-");
        assertThat(run.code()).isZero();
        assertThat(run.outLines()).hasSize(4 + 5 * shards);
    }
}
