// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.LazyStreams;
import io.pescador.flink.streamer.Streamer;

import java.io.IOException;
import java.util.List;

/** A shard's part of {@link LazyStreams}: 4 bytes a stream, 4 more where some are cut. */
final class LazyPart<T> extends LazyStreams<T> {

    private static final long serialVersionUID = 1;

    private final LazyStreams<T> whole;
    private final int[] indexes;

    /** Null where each stream is there as a whole. */
    private final Cut[] cuts;

    private LazyPart(LazyStreams<T> whole, int[] indexes, Cut[] cuts) {
        this.whole = whole;
        this.indexes = indexes;
        this.cuts = cuts;
    }

    /**
     * @param indexes of the streams in {@code whole}; kept, not copied
     * @param cuts how much of each there is
     * @throws IllegalArgumentException if they cannot be cut so finely
     */
    static <T> LazyPart<T> of(LazyStreams<T> whole, int[] indexes, List<Cut> cuts) {
        Cut tried = Cut.WHOLE;
        for (Cut cut : cuts) {
            if (cut != tried && !cut.isWhole()) { // now, not in the job; most are the same object
                whole.model().cut(cut);
                tried = cut;
            }
        }
        return new LazyPart<>(whole, indexes, tried == Cut.WHOLE ? null : cuts.toArray(Cut[]::new));
    }

    @Override
    public void load() throws IOException {
        whole.load();
    }

    @Override
    public Streamer<T> model() {
        return whole.model();
    }

    @Override
    public int size() {
        return indexes.length;
    }

    @Override
    public Streamer<T> get(int index) {
        Streamer<T> stream = whole.get(indexes[index]);
        return cuts == null || cuts[index].isWhole() ? stream : stream.cut(cuts[index]);
    }
}
