// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.files.Manifest;
import io.pescador.flink.files.ManifestStreams;
import io.pescador.flink.files.MatchedFile;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The pool of a plan in a manifest instead of the job graph: one file lists what all patterns matched, and each mux that a pattern was
 * unfolded under has its part of it. Samples are the same; the fingerprint of the plan is not.
 */
public final class PinnedPool {

    /** Beyond, a plan's files go into a manifest: their streams would make a job graph of some 20 MB, which is sent to every task. */
    public static final int MOST_IN_JOB_GRAPH = 100_000;

    private final List<MatchedFile> files = new ArrayList<>();

    private PinnedPool() {}

    /** How many files a plan reads. */
    public static long files(ReadyPlan plan) {
        return plan.tree().leaves().stream()
                .filter(leaf -> leaf.match() != null)
                .count();
    }

    /**
     * @param directory for the manifest, in a file system that every worker reads
     * @return the plan with its files in a manifest
     * @throws IOException if the manifest cannot be written
     */
    public static ReadyPlan of(ReadyPlan plan, String directory) throws IOException {
        PinnedPool pool = new PinnedPool();
        pool.collect(plan.tree());
        if (pool.files.isEmpty()) {
            return plan;
        }
        Manifest manifest = Manifest.write(directory, pool.files);
        Streamer<Sample> streamer;
        try {
            streamer = new Streams(manifest, plan.givesBatches()).build(plan.tree());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Stop stop = plan.plan().stop();
        if (stop != null && stop.unit() == Stop.Unit.EPOCHS) {
            streamer = streamer.epochs(stop.count());
        }
        return new ReadyPlan(plan.plan(), plan.tree(), streamer, plan.most(), plan.sampleBytes(), plan.notices());
    }

    private void collect(Stream stream) {
        if (!(stream instanceof Stream.Branch branch)) {
            return;
        }
        if (unfolded(branch)) {
            branch.streams().forEach(leaf -> files.add(((Stream.Leaf) leaf).match()));
        } else {
            branch.streams().forEach(this::collect);
        }
    }

    /** Whether all streams of a mux are the files of one pattern. */
    private static boolean unfolded(Stream.Branch branch) {
        Stream.Leaf first = branch.streams().get(0) instanceof Stream.Leaf leaf ? leaf : null;
        return first != null
                && first.match() != null
                && branch.streams().stream()
                        .allMatch(stream -> stream instanceof Stream.Leaf leaf
                                && leaf.leaf() == first.leaf()
                                && leaf.steps() == first.steps());
    }

    /** Takes the files of the manifest in the order in which they were collected. */
    private static final class Streams extends Streamers {

        private final Manifest manifest;
        private final boolean tagged;
        private int next;

        Streams(Manifest manifest, boolean tagged) {
            super(new Problems(), tagged);
            this.manifest = manifest;
            this.tagged = tagged;
        }

        @Override
        List<Streamer<Sample>> streams(Stream.Branch branch, boolean skipsAbove) {
            if (!unfolded(branch)) {
                return super.streams(branch, skipsAbove);
            }
            int from = next;
            int count = branch.streams().size();
            next += count;
            LeafNode leaf = ((Stream.Leaf) branch.streams().get(0)).leaf();
            Steps steps = branch.streams().get(0).steps();
            boolean skips = steps.skips() == null ? skipsAbove : steps.skips();
            try {
                return ManifestStreams.of(
                        manifest, from, next, new LeafMaker(leaf, steps, skips, tagged, number(count) - from));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Makes the leaf of a file.
     *
     * @param ahead by how much the number of a leaf is ahead of the number of its file: leaves elsewhere may have none
     */
    private record LeafMaker(LeafNode leaf, Steps steps, boolean skips, boolean tagged, int ahead)
            implements ManifestStreams.Maker<Sample> {

        @Override
        public Streamer<Sample> make(int number, MatchedFile file) {
            return Streamers.sound(new Stream.Leaf(leaf, file.path(), file, steps), skips, tagged, number + ahead);
        }
    }
}
