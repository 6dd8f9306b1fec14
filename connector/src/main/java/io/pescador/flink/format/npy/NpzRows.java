// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.Window;
import io.pescador.flink.format.index.FileCache;
import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.Objects;

/**
 * The rows of the arrays in an npz file: row i is a sample of row i of each array. All arrays must be equally long; one without axes is
 * the same in each row.
 *
 * <p>Rows of stored arrays ({@code numpy.savez}) are read in place. Deflated ones are inflated row by row in order. In any other order they
 * are inflated once and kept in the {@link FileCache}, or, where that has no room, inflated from the last of some points before the row.
 *
 * <p>Immutable; the methods that look like setters give changed copies.
 */
@PublicEvolving
public final class NpzRows implements Rows<Sample> {

    private final String path;
    private final FormatSpec spec;

    /** What was found in the file when it was opened last: streams are opened again and again. */
    private transient volatile SoftReference<NpzLayout> layout;

    NpzRows(String path, FormatSpec spec) {
        this.path = Objects.requireNonNull(path);
        this.spec = spec;
        fields(); // refused now if it cannot be
    }

    /** @param path an npz file, in any file system that Flink knows */
    public static NpzRows of(String path) {
        return new NpzRows(path, FormatSpec.EVERYTHING);
    }

    /**
     * Reads these arrays only.
     *
     * @param names what an array is called in the sample → what it is called in the file, in the order of the sample; empty: all there are
     */
    public NpzRows fields(Map<String, String> names) {
        return new NpzRows(path, spec.withNames(names));
    }

    private Map<String, String> fields() {
        return spec.named("an npz");
    }

    /**
     * Gives items of several rows: each array is one axis longer, and arrays without axes stay as they are.
     *
     * @param size rows of an item, ≥ 1; the last rows of a file that do not fill an item are left out
     * @param stride rows from the beginning of an item to the beginning of the next, ≥ 1
     */
    public NpzRows window(int size, int stride) {
        return new NpzRows(path, spec.withWindow(new Window(size, stride)));
    }

    /** Adds an array without axes to each sample, a text that is the same in all: a capture of the path, say. */
    public NpzRows constant(String name, String value) {
        return new NpzRows(path, spec.withConstant(name, value));
    }

    @Override
    public RowReader<Sample> open() throws IOException {
        NpzLayout known = layout == null ? null : layout.get();
        boolean fresh = known != null && known.isFresh();
        InputFile file = fresh ? known.reopen() : InputFile.open(path);
        try {
            return fresh ? reader(known, file) : open(file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    RowReader<Sample> open(InputFile file) throws IOException {
        NpzLayout known = layout == null ? null : layout.get();
        if (known == null || !known.fits(file)) {
            known = NpzLayout.read(file, fields());
            layout = new SoftReference<>(known);
        }
        return reader(known, file);
    }

    private RowReader<Sample> reader(NpzLayout known, InputFile file) throws IOException {
        return ArrayRowReader.of(
                file,
                known.rows(),
                spec.window(),
                spec.names(known.names(), path),
                known.columns(file),
                spec.constants());
    }

    /** True, also for deflated arrays that are not kept: a row of these costs inflating some 100 KiB. */
    @Override
    public boolean addressable() {
        return true;
    }

    @Override
    public String name() {
        return path;
    }

    @Override
    public String toString() {
        return "npz " + path;
    }
}
