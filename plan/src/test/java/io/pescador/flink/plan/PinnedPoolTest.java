// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.plan.compile.LeafPaths;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.ReadStrategy;
import io.pescador.flink.streamer.spi.Trace;

import org.apache.flink.util.InstantiationUtil;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** A plan gives the same samples with its files in a manifest, whatever stands between the files and the root. */
class PinnedPoolTest {

    private static final long SEED = 3;

    @TempDir
    Path temporary;

    private PlanFolder folder;

    @BeforeEach
    void files() throws IOException {
        folder = new PlanFolder(temporary.resolve("plan"));
        for (int i = 0; i < 12; i++) {
            folder.npz("data/" + "abc".charAt(i % 3) + "/" + i + ".npz", 6 + i, 2);
        }
        folder.file("data/broken/x.npz", "this is no zip file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Steps, captures and batches with marks below the root.
                """
                mux: stochastic
                shards: 2
                n_active: 6
                rate: 4
                of:
                  npz: "data/{class}/*.npz"
                  fields: {value: Y, class: "{class}"}
                  map: io.pescador.flink.plan.Doubling
                  max_iter: 7
                  on_error: skip
                  buffer: 2
                """,
                // A pool for each class, groups of files, and leaves that are in no manifest.
                """
                mux: shuffled
                weights: [1, 3, 1]
                streams:
                  - items: [{Y: 1}, {Y: 2}]
                    cycle: true
                  - mux: round_robin
                    mode: cycle
                    each: class
                    on_error: skip
                    of:
                      npz: "data/{class}/*.npz"
                      fields: {Y: Y}
                  - npz: "data/a/*.npz"
                    fields: {Y: Y}
                    rows: in_order
                    cycle: true
                """,
                // Passes that the stop asks for, and leaves that are not divided.
                """
                mux: chain
                shards: 3
                stop: {epochs: 2}
                on_error: skip
                of: {npz: "data/*/*.npz", split: false, rows: rotating}
                """
            })
    void drawsTheSame(String text) throws Exception {
        SamplePlan plan = folder.load(text);
        SamplePlan pinned = plan.pinned(temporary.resolve("manifests").toString());
        assertThat(plan.files()).isGreaterThanOrEqualTo(13);
        assertThat(pinned.streamer().maxOpen()).isEqualTo(plan.streamer().maxOpen());
        assertThat(pinned.streamer().finite()).isEqualTo(plan.streamer().finite());
        Streamer<Sample> sent = InstantiationUtil.clone(pinned.streamer());
        for (int shards : new int[] {1, plan.shards()}) {
            for (int shard = 0; shard < shards; shard++) {
                Cut cut = Cut.shard(shard, shards);
                assertThat(drawn(sent.cut(cut)))
                        .isEqualTo(drawn(plan.streamer().cut(cut)))
                        .isNotEmpty();
            }
        }
        try (Stream<Path> manifests = Files.list(temporary.resolve("manifests"))) {
            assertThat(manifests).hasSize(1);
        }
    }

    /** As `pescador resume` does: the plan is loaded anew, the manifest may lie elsewhere by now. */
    @Test
    void goesOnUnderThePlanThatIsLoadedAnew() throws Exception {
        String text =
                """
                mux: stochastic
                n_active: 4
                rate: 3
                of: {npz: "data/[abc]/*.npz"}
                """;
        Streamer<Sample> first = folder.load(text).pinned(path("first")).streamer();
        Streamer<Sample> again = folder.load(text).pinned(path("again")).streamer();
        assertThat(again.signature().hash()).isEqualTo(first.signature().hash());
        assertThat(again.signature().leaves()).isEqualTo(12);
        byte[] state;
        try (Sampling<Sample> sampling = Sampling.start(first, 0)) {
            sampling.iterator(200).forEachRemaining(sample -> {});
            state = sampling.save();
        }
        try (Sampling<Sample> sampling = Sampling.resume(InstantiationUtil.clone(again), 0, state);
                Sampling<Sample> whole = Sampling.start(folder.load(text).streamer(), 0)) {
            whole.iterator(200).forEachRemaining(sample -> {});
            for (int i = 0; i < 200; i++) {
                assertThat(whole.poll()).isEqualTo(sampling.poll());
                assertThat(sampling.sample()).isEqualTo(whole.sample());
            }
        }
        folder.npz("data/c/2.npz", 9, 2);
        assertThat(folder.load(text)
                        .pinned(path("again"))
                        .streamer()
                        .signature()
                        .hash())
                .isNotEqualTo(first.signature().hash());
    }

    private String path(String name) {
        return temporary.resolve(name).toString();
    }

    @Test
    void numbersOfLeavesAreThoseOfTheTree() throws Exception {
        SamplePlan plan = folder.load(
                """
                mux: chain
                streams:
                  - items: [1]
                  - mux: chain
                    on_error: skip
                    of: {npz: "data/*/*.npz"}
                  - npz: "data/a/0.npz"
                """);
        LeafPaths paths = LeafPaths.of(plan.tree());
        assertThat(paths.leaf(new int[] {0})).isZero();
        for (int file = 0; file < 13; file++) {
            assertThat(paths.leaf(new int[] {1, file})).isEqualTo(1 + file);
        }
        assertThat(paths.leaf(new int[] {2})).isEqualTo(14);
    }

    private static List<String> drawn(Streamer<Sample> streamer) throws IOException {
        List<String> samples = new ArrayList<>();
        Trace trace = new Trace();
        try (Sampling<Sample> sampling =
                Sampling.open(streamer, SEED, 0, null, ReadStrategy.DIRECT, () -> {}, report -> {})) {
            while (samples.size() < 500 && sampling.poll() == PollResult.ITEM) {
                sampling.locate(trace);
                samples.add(Arrays.toString(trace.path()) + sampling.sample());
            }
        }
        return samples;
    }
}
