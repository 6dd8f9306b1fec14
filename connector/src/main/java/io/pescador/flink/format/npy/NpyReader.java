// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.internal.GrowingRead;
import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.record.NdArray;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;
import java.io.InputStream;

/** Reads whole arrays from npy files; rows one by one are {@link NpyRows}. */
@PublicEvolving
public final class NpyReader {

    private NpyReader() {}

    /**
     * @param path an npy file, in any file system that Flink knows
     * @throws FormatException if it is none, holds another kind of array than numbers and texts, or is cut short
     */
    public static NdArray read(String path) throws IOException {
        try (InputFile file = InputFile.open(path)) {
            return read(file);
        }
    }

    static NdArray read(InputFile file) throws IOException {
        return StoredArray.of(file).whole(file);
    }

    /**
     * Reads an array and not a byte more.
     *
     * @param name what messages call the stream
     * @throws FormatException if there is no npy file in it, or one of another kind than numbers and texts, or it is cut short
     */
    public static NdArray read(InputStream in, String name) throws IOException {
        NpyHeader header = NpyHeader.read(in, name, "");
        return read(in, header, name, "", Integer.MAX_VALUE - 8);
    }

    /** Reads the elements that follow a header. */
    static NdArray read(InputStream in, NpyHeader header, String file, String array, int limit) throws IOException {
        int[] shape = shape(header, file, array);
        if (header.dataBytes() > limit) {
            throw NpyHeader.wrong(
                    file,
                    array,
                    "has " + header.dataBytes() + " bytes, more than the " + limit
                            + " that are held at once. Read it row by row");
        }
        byte[] bytes = GrowingRead.read(in, (int) header.dataBytes());
        if (bytes.length < header.dataBytes()) {
            throw cut(header, bytes.length, file, array);
        }
        return ElementOrder.toArray(header, shape, bytes);
    }

    static FormatException cut(NpyHeader header, long have, String file, String array) {
        return NpyHeader.wrong(
                file,
                array,
                "is cut short: " + header.shapeText() + " of " + header.dtype().numpyName() + " takes "
                        + header.dataBytes() + " bytes, and there are " + have);
    }

    /** The shape as numbers that an array in memory can have. */
    static int[] shape(NpyHeader header, String file, String array) throws FormatException {
        long[] shape = header.shape();
        int[] axes = new int[shape.length];
        for (int i = 0; i < axes.length; i++) {
            if (shape[i] > Integer.MAX_VALUE) {
                throw NpyHeader.wrong(
                        file,
                        array,
                        "has the shape " + header.shapeText() + ", too long to hold at once. Read it row by row");
            }
            axes[i] = (int) shape[i];
        }
        return axes;
    }
}
