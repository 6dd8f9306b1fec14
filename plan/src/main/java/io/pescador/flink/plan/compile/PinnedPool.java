// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.compile;

import io.pescador.flink.files.Manifest;
import io.pescador.flink.files.ManifestStreams;
import io.pescador.flink.files.MatchedFile;
import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.spec.LeafSpec;
import io.pescador.flink.plan.spec.Locations;
import io.pescador.flink.plan.spec.MuxSpec;
import io.pescador.flink.plan.spec.Spec;
import io.pescador.flink.plan.spec.Steps.OnError;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The pool of a plan in a manifest instead of the job graph: one file lists what all patterns matched, and each mux that a pattern was
 * unfolded under has its part of it. Samples are the same; the fingerprint of the plan is not.
 */
@Internal
public final class PinnedPool extends StreamerCompiler {

    private final Manifest manifest;
    private final Locations locations;
    private final Tags tags;

    /** Number of the next file of the manifest: they are taken in the order in which they were collected. */
    private int next;

    private PinnedPool(Manifest manifest, Locations locations, Tags tags) {
        super(locations, new Problems(), tags);
        this.manifest = manifest;
        this.locations = locations;
        this.tags = tags;
    }

    /**
     * Compiles an expanded tree whose files go into a manifest.
     *
     * @param directory for the manifest, in a file system that every worker reads
     * @return null if the tree has no files that a pattern was unfolded into
     * @throws IOException if the manifest cannot be written
     */
    public static Streamer<Sample> compile(Spec tree, Locations locations, Tags tags, String directory)
            throws IOException {
        List<MatchedFile> files = new ArrayList<>();
        collect(tree, files);
        if (files.isEmpty()) {
            return null;
        }
        try {
            return new PinnedPool(Manifest.write(directory, files), locations, tags).compile(tree);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void collect(Spec spec, List<MatchedFile> files) {
        if (spec instanceof MuxSpec mux && isUnfolded(mux)) {
            mux.streams().forEach(leaf -> files.add(((LeafSpec) leaf).file()));
        } else if (spec instanceof MuxSpec mux) {
            mux.streams().forEach(below -> collect(below, files));
        }
    }

    /** Whether all streams of a mux are the files of one pattern. */
    private static boolean isUnfolded(MuxSpec mux) {
        Spec first = mux.streams().get(0);
        return mux.streams().stream()
                .allMatch(stream -> stream instanceof LeafSpec leaf
                        && leaf.file() != null
                        && leaf.node() == first.node()
                        && leaf.steps() == first.steps());
    }

    @Override
    List<Streamer<Sample>> streams(MuxSpec mux, OnError above) {
        if (!isUnfolded(mux)) {
            return super.streams(mux, above);
        }
        int from = next;
        int count = mux.streams().size();
        next += count;
        LeafSpec leaf = (LeafSpec) mux.streams().get(0);
        OnError onError = leaf.steps().onError(above);
        try {
            return ManifestStreams.of(
                    manifest, from, next, new LeafMaker(leaf, locations, onError, tags, number(count) - from));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes the leaf of a file.
     *
     * @param model a leaf of the same pattern
     * @param ahead by how much the number of a leaf is ahead of the number of its file: leaves elsewhere may have none
     */
    private record LeafMaker(LeafSpec model, Locations locations, OnError onError, Tags tags, int ahead)
            implements ManifestStreams.Maker<Sample> {

        @Override
        public Streamer<Sample> make(int number, MatchedFile file) {
            LeafSpec leaf = new LeafSpec(model.node(), file.path(), model.input(), file, model.steps());
            Problems problems = new Problems();
            Streamer<Sample> streamer =
                    new StreamerCompiler(locations, problems, tags).leaf(leaf, onError, number + ahead);
            if (!problems.none()) {
                // The plan was sound when it was loaded. A class of its author is missing here, for example.
                throw new IllegalStateException(problems.found().get(0).line());
            }
            return streamer;
        }
    }
}
