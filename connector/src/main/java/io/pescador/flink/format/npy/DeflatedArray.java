// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.Limits;
import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.format.zip.ZipMember;
import io.pescador.flink.record.NdArray;

import java.io.IOException;
import java.io.InputStream;

/** An npy array that is compressed in a zip. */
final class DeflatedArray implements FileArray {

    private final String array;
    private final ZipMember member;
    private final NpyHeader header;

    private DeflatedArray(String array, ZipMember member, NpyHeader header) {
        this.array = array;
        this.member = member;
        this.header = header;
    }

    static DeflatedArray of(InputFile zip, String array, ZipMember member) throws IOException {
        try (InputStream in = member.open(zip)) {
            NpyHeader header = NpyHeader.read(in, zip.name(), array);
            if (header.dataBytes() > member.size() - header.length()) {
                throw NpyReader.cut(header, member.size() - header.length(), zip.name(), array);
            }
            return new DeflatedArray(array, member, header);
        }
    }

    /** Its name in the zip. */
    String array() {
        return array;
    }

    @Override
    public NpyHeader header() {
        return header;
    }

    /** The elements as they stand in the file, from the first; whoever opens them closes them. */
    InputStream elements(InputFile zip) throws IOException {
        InputStream in = member.open(zip);
        in.skipNBytes(header.length());
        return in;
    }

    @Override
    public NdArray whole(InputFile zip) throws IOException {
        try (InputStream in = elements(zip)) {
            return NpyReader.read(in, header, zip.name(), array, Limits.INFLATED_ITEM);
        }
    }

    @Override
    public ArrayRows rows(InputFile zip) throws IOException {
        return new DeflatedRows(zip, this, RowShape.of(header, zip.name(), array));
    }
}
