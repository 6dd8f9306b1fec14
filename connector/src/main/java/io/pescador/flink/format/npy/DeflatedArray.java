// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.Limits;
import io.pescador.flink.format.compress.AccessPoints;
import io.pescador.flink.format.index.FileCache;
import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.format.internal.SectionStream;
import io.pescador.flink.format.zip.ZipMember;
import io.pescador.flink.record.NdArray;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipException;

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

    /** The elements as they stand in the file, from the first; the caller closes them. */
    InputStream elements(InputFile zip) throws IOException {
        InputStream in = member.open(zip);
        in.skipNBytes(header.length());
        return in;
    }

    /**
     * Reads the member through, to begin anywhere in it afterwards.
     *
     * @param span how many bytes to leave between two points, at least
     */
    AccessPoints points(InputFile zip, long span) throws IOException {
        CRC32 crc = new CRC32();
        AccessPoints points;
        try {
            points = AccessPoints.scan(deflated(zip).at(0), span, crc);
        } catch (ZipException | EOFException e) {
            throw member.wrong(zip, "is damaged: it cannot be inflated").causedBy(e);
        }
        if (points.length() != member.size() || crc.getValue() != member.crc()) {
            throw member.wrong(zip, "is damaged: its checksum is not the one that was stored with it");
        }
        return points;
    }

    /** The elements from a byte on; the caller closes them. */
    InputStream elements(InputFile zip, AccessPoints points, long from) throws IOException {
        return points.open(deflated(zip), header.length() + from);
    }

    /** Whether reading the elements on from a byte up to another costs more than beginning anew. */
    boolean hasBetween(AccessPoints points, long after, long upTo) {
        return points.hasBetween(header.length() + after, header.length() + upTo);
    }

    private AccessPoints.Source deflated(InputFile zip) throws IOException {
        long data = member.readLocalHeader(
                new SectionStream(zip, member.localHeader(), zip.length() - member.localHeader()), zip);
        return position -> new SectionStream(zip, data + position, member.compressedSize() - position);
    }

    @Override
    public NdArray whole(InputFile zip) throws IOException {
        try (InputStream in = elements(zip)) {
            return NpyReader.read(in, header, zip.name(), array, Limits.item());
        }
    }

    @Override
    public ArrayRows rows(InputFile zip) throws IOException {
        return rows(zip, FileCache.ofProcess());
    }

    ArrayRows rows(InputFile zip, FileCache cache) throws IOException {
        return new DeflatedRows(zip, this, RowShape.of(header, zip.name(), array), cache);
    }
}
