// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.format.internal.SectionStream;
import io.pescador.flink.format.zip.ZipMember;
import io.pescador.flink.record.NdArray;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** An npy array whose bytes stand in a file as they are, alone or inside an uncompressed zip. */
final class StoredArray implements FileArray {

    private final String array;
    private final NpyHeader header;
    private final long data;
    private final StoredChecksum checksum;

    private StoredArray(String array, NpyHeader header, long data, StoredChecksum checksum) {
        this.array = array;
        this.header = header;
        this.data = data;
        this.checksum = checksum;
    }

    /** An npy file of its own. */
    static StoredArray of(InputFile file) throws IOException {
        NpyHeader header = header(file, "", new SectionStream(file, 0, file.length()), file.length());
        return new StoredArray("", header, header.length(), StoredChecksum.NONE);
    }

    /** An npy file in a zip. */
    static StoredArray of(InputFile zip, String array, ZipMember member) throws IOException {
        // The zip's header and numpy's are neighbours: one small read gets both.
        SectionStream in = new SectionStream(zip, member.localHeader(), zip.length() - member.localHeader());
        long start = member.readLocalHeader(in, zip);
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        NpyHeader header = header(zip, array, new Copying(in, head), member.size());
        return new StoredArray(array, header, start + header.length(), StoredChecksum.of(member, head.toByteArray()));
    }

    private static NpyHeader header(InputFile file, String array, InputStream in, long length) throws IOException {
        NpyHeader header = NpyHeader.read(in, file.name(), array);
        if (header.dataBytes() > length - header.length()) {
            throw NpyReader.cut(header, length - header.length(), file.name(), array);
        }
        return header;
    }

    /** Keeps what is read of a stream. */
    private static final class Copying extends FilterInputStream {

        private final ByteArrayOutputStream copy;

        Copying(InputStream in, ByteArrayOutputStream copy) {
            super(in);
            this.copy = copy;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            if (b >= 0) {
                copy.write(b);
            }
            return b;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            int read = super.read(target, offset, count);
            copy.write(target, offset, Math.max(0, read));
            return read;
        }
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
        checksum.check(file, data, bytes);
        return ElementOrder.toArray(header, shape, bytes);
    }

    @Override
    public ArrayRows rows(InputFile file) throws IOException {
        RowShape shape = RowShape.of(header, file.name(), array);
        return header.transposed()
                ? new FortranRows(file, header, data, shape, checksum)
                : new StoredRows(file, header, data, shape, checksum);
    }
}
