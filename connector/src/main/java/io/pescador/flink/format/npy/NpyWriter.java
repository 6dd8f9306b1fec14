// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.record.NdArray;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;
import java.io.OutputStream;

/** Writes arrays as {@code numpy.save} does, byte for byte. */
@PublicEvolving
public final class NpyWriter {

    private NpyWriter() {}

    /** Writes header and elements; the stream is left open. */
    public static void write(NdArray array, OutputStream out) throws IOException {
        out.write(header(array));
        array.writeTo(out);
    }

    static byte[] header(NdArray array) {
        return NpyHeader.of(array.dtype(), array.itemSize(), array.shape()).toBytes();
    }
}
