// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.files;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.Pool;
import io.pescador.flink.mux.order.ChainPolicy;
import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.Signature;
import io.pescador.flink.streamer.spi.Trace;

import org.apache.flink.util.InstantiationUtil;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A pool that is a manifest gives what the list of the same streams gives, in every mux and shard, sent and resumed. */
class ManifestStreamsTest {

    private static final int FILES = 40;
    private static final long SEED = 11;
    private static final int DRAWS = 3_000;

    @TempDir
    Path folder;

    private List<MatchedFile> files;
    private Manifest manifest;

    @BeforeEach
    void write() throws IOException {
        files = IntStream.range(0, FILES)
                .mapToObj(i -> new MatchedFile("file-" + i, 20 + i, 5, Map.of()))
                .toList();
        manifest = Manifest.write(folder.toString(), files);
    }

    /** As many rows as the file has bytes. */
    private record Bytes(MatchedFile file) implements Rows<String> {

        @Override
        public RowReader<String> open() {
            return new RowReader<>() {
                @Override
                public long count() {
                    return file.size();
                }

                @Override
                public String read(long row) {
                    return file.path() + ":" + row;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public boolean addressable() {
            return true;
        }

        @Override
        public String name() {
            return file.path();
        }
    }

    private static Streamer<String> stream(MatchedFile file) {
        return Streamer.rows(file.pin(new Bytes(file)), RowOrder.SHUFFLED);
    }

    private static double[] weights() {
        return IntStream.range(0, FILES).mapToDouble(i -> i % 7).toArray();
    }

    enum Muxes {
        EXHAUSTIVE(streams -> stochastic(streams, Mode.EXHAUSTIVE, null)),
        SINGLE_ACTIVE(streams -> stochastic(streams, Mode.SINGLE_ACTIVE, null)),
        WITH_REPLACEMENT(streams -> stochastic(streams, Mode.WITH_REPLACEMENT, weights())),
        SHUFFLED(streams -> Mux.of(Pool.of(streams).weights(weights()), ShuffledPolicy.of())),
        ROUND_ROBIN(streams -> Mux.of(streams, RoundRobinPolicy.of())),
        CHAIN(streams -> Mux.of(streams, ChainPolicy.of()));

        private final Function<List<Streamer<String>>, Streamer<String>> mux;

        Muxes(Function<List<Streamer<String>>, Streamer<String>> mux) {
            this.mux = mux;
        }

        private static Streamer<String> stochastic(List<Streamer<String>> streams, Mode mode, double[] weights) {
            return Mux.of(
                    Pool.of(streams).weights(weights),
                    StochasticPolicy.of(20).rate(6).mode(mode));
        }
    }

    private Streamer<String> listed(Muxes muxes) {
        return muxes.mux.apply(files.stream().map(ManifestStreamsTest::stream).toList());
    }

    private Streamer<String> lazy(Muxes muxes) throws Exception {
        return muxes.mux.apply(ManifestStreams.of(manifest, ManifestStreamsTest::stream));
    }

    @ParameterizedTest
    @EnumSource
    void givesTheSameAsTheList(Muxes muxes) throws Exception {
        Streamer<String> listed = listed(muxes);
        Streamer<String> lazy = InstantiationUtil.clone(lazy(muxes));
        assertThat(lazy.finite()).isEqualTo(listed.finite());
        assertThat(lazy.maxOpen()).isEqualTo(listed.maxOpen());
        // One; some of several streams, of which those at the borders are cut; as many as slots.
        for (int shards : new int[] {1, 3, 7, 20}) {
            for (int shard = 0; shard < shards; shard++) {
                Cut cut = Cut.shard(shard, shards);
                Streamer<String> part = lazy.cut(cut);
                assertThat(drawn(part)).as("shard %d of %d", shard, shards).isEqualTo(drawn(listed.cut(cut)));
                assertThat(part.maxOpen()).isEqualTo(listed.cut(cut).maxOpen());
            }
        }
    }

    /** More parts than files: each is cut; parts of parts: cuts are put together. */
    @ParameterizedTest
    @EnumSource(names = {"SHUFFLED", "ROUND_ROBIN", "CHAIN"})
    void partsOfParts(Muxes muxes) throws Exception {
        Cut outer = Cut.shard(1, 2);
        Cut inner = Cut.shard(3, 5);
        assertThat(drawn(lazy(muxes).cut(outer).cut(inner)))
                .isEqualTo(drawn(listed(muxes).cut(outer).cut(inner)))
                .isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void goesOnFromStateInAnotherProcess(Muxes muxes) throws Exception {
        List<String> unbroken = drawn(listed(muxes));
        for (int at : new int[] {0, 1, 200, unbroken.size()}) {
            byte[] state;
            try (Sampling<String> sampling = Sampling.start(lazy(muxes), SEED)) {
                sampling.iterator(at).forEachRemaining(sample -> {});
                state = sampling.save();
            }
            try (Sampling<String> sampling = Sampling.resume(InstantiationUtil.clone(lazy(muxes)), SEED, state)) {
                assertThat(take(sampling, unbroken.size() - at)).isEqualTo(unbroken.subList(at, unbroken.size()));
            }
        }
    }

    @Test
    void severalPoolsShareAManifest() throws Exception {
        ManifestStreams<String> some = ManifestStreams.of(
                manifest, 5, 8, (number, file) -> stream(file).map(sample -> number + "/" + sample));
        assertThat(some).hasSize(3);
        List<String> all = new ArrayList<>();
        Mux.of(some, ChainPolicy.of()).iterate(SEED).forEach(all::add);
        assertThat(all).hasSize(25 + 26 + 27).allMatch(sample -> sample.matches("([567])/file-\\1:\\d+"));
        assertThatThrownBy(() -> ManifestStreams.of(manifest, 5, 5, (number, file) -> stream(file)))
                .hasMessageContaining("there are no files 5 to 5: it lists 40");
        assertThatThrownBy(() -> ManifestStreams.of(manifest, 5, 41, (number, file) -> stream(file)))
                .hasMessageContaining("there are no files 5 to 41: it lists 40");
    }

    @Test
    void anEmptyManifestIsNoPool() throws Exception {
        Manifest empty = Manifest.write(folder.toString(), List.of());
        assertThatThrownBy(() -> ManifestStreams.of(empty, ManifestStreamsTest::stream))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it lists 0");
    }

    @Test
    void whatCannotBeCutIsRefusedBeforeTheJobRuns() throws Exception {
        Streamer<String> never = new RefusesToBeCut(stream(files.get(0)));
        Streamer<String> mux = Mux.of(ManifestStreams.of(manifest, file -> never), ChainPolicy.of());
        assertThatThrownBy(() -> mux.cut(Cut.shard(0, 2))).hasMessage("not so finely");
    }

    private record RefusesToBeCut(Streamer<String> stream) implements Streamer<String> {

        @Override
        public io.pescador.flink.streamer.spi.ActiveStream<String> activate(
                io.pescador.flink.streamer.spi.ActivationContext context) throws IOException {
            return stream.activate(context);
        }

        @Override
        public boolean finite() {
            return true;
        }

        @Override
        public Streamer<String> cut(Cut part) {
            throw new IllegalArgumentException("not so finely");
        }
    }

    /** Where it lies does not matter; what it lists does, and its order. */
    @Test
    void theSignatureIsThatOfTheFiles() throws Exception {
        Signature signature = lazy(Muxes.CHAIN).signature();
        assertThat(signature.leaves()).isEqualTo(FILES);
        manifest = Manifest.write(folder.resolve("elsewhere").toString(), files);
        assertThat(lazy(Muxes.CHAIN).signature().hash()).isEqualTo(signature.hash());

        List<MatchedFile> touched = new ArrayList<>(files);
        touched.set(30, new MatchedFile("file-30", 50, 6, Map.of()));
        manifest = Manifest.write(folder.toString(), touched);
        assertThat(lazy(Muxes.CHAIN).signature().hash()).isNotEqualTo(signature.hash());

        List<MatchedFile> swapped = new ArrayList<>(files);
        swapped.set(7, files.get(8));
        swapped.set(8, files.get(7));
        manifest = Manifest.write(folder.toString(), swapped);
        assertThat(lazy(Muxes.CHAIN).signature().hash()).isNotEqualTo(signature.hash());
    }

    /** Documented: state is not carried over between a plan with a manifest and one without. */
    @Test
    void theSignatureIsAnotherThanThatOfTheList() throws Exception {
        assertThat(lazy(Muxes.CHAIN).signature().hash())
                .isNotEqualTo(listed(Muxes.CHAIN).signature().hash());
    }

    @Test
    void aMissingManifestFailsTheOpeningByItsName() throws Exception {
        byte[] sent = InstantiationUtil.serializeObject(lazy(Muxes.CHAIN));
        Path file = Path.of(java.net.URI.create(manifest.path()));
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));
        // Another length: else what this process has loaded already would do.
        Manifest unknown = new Manifest(folder.resolve("gone").toString(), 7, manifest.sha256());
        assertThatThrownBy(() -> ManifestStreams.of(unknown, ManifestStreamsTest::stream))
                .isInstanceOf(FileNotFoundException.class);
        forgetLoaded();
        Streamer<String> arrived =
                InstantiationUtil.deserializeObject(sent, getClass().getClassLoader());
        assertThatThrownBy(() -> Sampling.resume(arrived, SEED, null))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(manifest.path() + ": was cut off: it has 100 bytes");
    }

    /** What nobody uses any more is not kept. */
    private void forgetLoaded() throws Exception {
        long deadline = System.nanoTime() + 10_000_000_000L;
        boolean loaded = true;
        while (loaded && System.nanoTime() < deadline) {
            System.gc();
            try {
                LoadedManifests.get(manifest);
            } catch (IOException e) {
                loaded = false;
            }
        }
        assertThat(loaded).isFalse();
    }

    private static List<String> drawn(Streamer<String> streamer) throws IOException {
        try (Sampling<String> sampling = Sampling.start(streamer, SEED)) {
            return take(sampling, DRAWS);
        }
    }

    private static List<String> take(Sampling<String> sampling, int most) throws IOException {
        List<String> samples = new ArrayList<>();
        Trace trace = new Trace();
        while (samples.size() < most && sampling.poll() == PollResult.ITEM) {
            sampling.locate(trace);
            samples.add(Arrays.toString(trace.path()) + sampling.sample());
        }
        return samples;
    }
}
