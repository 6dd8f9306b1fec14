// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.Window;
import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The rows of the array in an npy file, each a sample with one array: a row of shape (n, 8, 8) is of shape (8, 8). Rows are read in place.
 *
 * <p>Immutable; the methods that look like setters give changed copies.
 */
@PublicEvolving
public final class NpyRows implements Rows<Sample> {

    private final String path;
    private final FormatSpec spec;
    private final String field;

    NpyRows(String path, FormatSpec spec) {
        this.path = Objects.requireNonNull(path);
        this.spec = spec;
        this.field = spec.single("an npy file holds one array");
    }

    /**
     * @param path an npy file, in any file system that Flink knows
     * @param field what the array is called in the samples
     */
    public static NpyRows of(String path, String field) {
        return new NpyRows(path, FormatSpec.EVERYTHING.withNames(Map.of(field, field)));
    }

    /** @see NpzRows#window */
    public NpyRows window(int size, int stride) {
        return new NpyRows(path, spec.withWindow(new Window(size, stride)));
    }

    /** @see NpzRows#constant */
    public NpyRows constant(String name, String value) {
        return new NpyRows(path, spec.withConstant(name, value));
    }

    @Override
    public RowReader<Sample> open() throws IOException {
        InputFile file = InputFile.open(path);
        try {
            return open(file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    RowReader<Sample> open(InputFile file) throws IOException {
        ArrayRows rows = StoredArray.of(file).rows(file);
        return ArrayRowReader.of(
                file,
                rows.header().rows(),
                spec.window(),
                spec.names(List.of(field), path),
                List.of(ArrayRowReader.Column.of(rows)),
                spec.constants());
    }

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
        return "npy " + path;
    }
}
