// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.format.internal.SectionStream;
import io.pescador.flink.format.zip.ZipMember;
import io.pescador.flink.record.NdArray;

import java.io.IOException;

/** An npy array whose bytes stand in a file as they are, alone or inside an uncompressed zip. */
final class StoredArray implements FileArray {

    private final String array;
    private final NpyHeader header;
    private final long data;

    private StoredArray(String array, NpyHeader header, long data) {
        this.array = array;
        this.header = header;
        this.data = data;
    }

    /** An npy file of its own. */
    static StoredArray of(InputFile file) throws IOException {
        return of(file, "", new SectionStream(file, 0, file.length()), 0, file.length());
    }

    /** An npy file in a zip. */
    static StoredArray of(InputFile zip, String array, ZipMember member) throws IOException {
        // The zip's header and numpy's are neighbours: one small read gets both.
        SectionStream in = new SectionStream(zip, member.localHeader(), zip.length() - member.localHeader());
        long start = member.readLocalHeader(in, zip);
        return of(zip, array, in, start, member.size());
    }

    private static StoredArray of(InputFile file, String array, SectionStream in, long start, long length)
            throws IOException {
        NpyHeader header = NpyHeader.read(in, file.name(), array);
        if (header.dataBytes() > length - header.length()) {
            throw NpyReader.cut(header, length - header.length(), file.name(), array);
        }
        return new StoredArray(array, header, start + header.length());
    }

    @Override
    public NpyHeader header() {
        return header;
    }

    @Override
    public NdArray whole(InputFile file) throws IOException {
        int[] shape = NpyReader.shape(header, file.name(), array);
        if (header.dataBytes() > Integer.MAX_VALUE - 8) {
            throw NpyHeader.wrong(
                    file.name(),
                    array,
                    "has " + header.dataBytes() + " bytes, too many to hold at once. Read it row by row");
        }
        byte[] bytes = new byte[(int) header.dataBytes()];
        file.readFully(data, bytes, 0, bytes.length);
        return ElementOrder.toArray(header, shape, bytes);
    }

    @Override
    public ArrayRows rows(InputFile file) throws IOException {
        RowShape shape = RowShape.of(header, file.name(), array);
        return header.transposed()
                ? new FortranRows(file, header, data, shape)
                : new StoredRows(file, header, data, shape);
    }
}
