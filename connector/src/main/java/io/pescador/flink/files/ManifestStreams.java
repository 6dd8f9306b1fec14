// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.files;

import io.pescador.flink.streamer.LazyStreams;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.Signature;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/**
 * A pool of the files of a {@link Manifest}, or of some of them: sent with a plan it is as large as one stream and the manifest's path,
 * however many files there are. The manifest is read once in each process, when the first of its streams is opened there.
 *
 * <pre>{@code
 * Manifest manifest = Manifest.write("hdfs:///shared/manifests", FilePattern.of("hdfs:///data/*.npz").list());
 * StochasticMux.builder(ManifestStreams.of(manifest, file -> Streamer.rows(file.pin(NpzRows.of(file.path())), RowOrder.SHUFFLED)))
 * }</pre>
 *
 * <p>Its signature has the manifest's checksum, hence every path, size and time, and in place of all streams the first. So state of a plan with a
 * manifest is not resumed under one that lists the same files itself, though both draw the same samples.
 *
 * @param <T> type of a sample
 */
@PublicEvolving
public final class ManifestStreams<T> extends LazyStreams<T> {

    private static final long serialVersionUID = 1;

    /**
     * Makes the stream of a file.
     *
     * @param <T> type of a sample
     */
    @FunctionalInterface
    public interface Maker<T> extends Serializable {

        /**
         * Called often, by any thread: the same file must give the same stream. Streams of all files must be alike in what
         * {@link LazyStreams} says.
         *
         * @param number of the file in the manifest, from 0
         */
        Streamer<T> make(int number, MatchedFile file);
    }

    private final Manifest manifest;
    private final int from;
    private final int count;
    private final Maker<T> maker;
    private final Streamer<T> model;
    private transient volatile List<MatchedFile> files;

    private ManifestStreams(Manifest manifest, int from, int count, Maker<T> maker, List<MatchedFile> files) {
        this.manifest = manifest;
        this.from = from;
        this.count = count;
        this.maker = maker;
        this.files = files;
        model = maker.make(from, files.get(from));
    }

    /**
     * The streams of all files of a manifest.
     *
     * @throws IOException if the manifest cannot be read
     * @throws IllegalArgumentException if it lists no file
     */
    public static <T> ManifestStreams<T> of(
            Manifest manifest, Streamer.SerializableFunction<? super MatchedFile, Streamer<T>> maker)
            throws IOException {
        return of(manifest, 0, LoadedManifests.get(manifest).size(), (number, file) -> maker.apply(file));
    }

    /**
     * The streams of some files of a manifest, which so may serve several pools.
     *
     * @param from number of the first file, from 0
     * @param to number after the last
     * @throws IOException if the manifest cannot be read
     * @throws IllegalArgumentException if there are no such files
     */
    public static <T> ManifestStreams<T> of(Manifest manifest, int from, int to, Maker<T> maker) throws IOException {
        List<MatchedFile> files = LoadedManifests.get(manifest);
        if (from < 0 || from >= to || to > files.size()) {
            throw new IllegalArgumentException(manifest.path() + ": there are no files " + from + " to " + to
                    + ": it lists " + files.size() + ", and a pool has at least one");
        }
        return new ManifestStreams<>(manifest, from, to - from, maker, files);
    }

    @Override
    public void load() throws IOException {
        if (files == null) {
            files = LoadedManifests.get(manifest);
        }
    }

    @Override
    public Streamer<T> model() {
        return model;
    }

    @Override
    public int size() {
        return count;
    }

    @Override
    public Streamer<T> get(int index) {
        Objects.checkIndex(index, count);
        try {
            load();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return maker.make(from + index, files.get(from + index));
    }

    @Override
    public void sign(Signature signature) {
        model.sign(signature);
        signature.leaves(
                count - 1, "and files " + (from + 1) + " to " + (from + count) + " of manifest " + manifest.sha256());
    }
}
