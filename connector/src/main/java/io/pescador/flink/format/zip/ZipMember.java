// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.zip;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.format.internal.LittleEndian;
import io.pescador.flink.format.internal.SectionStream;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * A file in a zip, as the central directory describes it; sizes are checked against the zip's.
 *
 * @param name its name; never used as a path
 * @param deflated whether it is compressed; else it is stored as it is
 * @param crc CRC-32 of its content
 * @param compressedSize bytes it takes in the zip
 * @param size bytes of its content
 * @param localHeader where its local header begins in the zip
 */
@Internal
public record ZipMember(String name, boolean deflated, long crc, long compressedSize, long size, long localHeader) {

    private static final int LOCAL_HEADER = 30;

    /**
     * Reads the local header, whose length only it knows, from a stream that begins with it.
     *
     * @return where the member's bytes begin in the zip; the stream is there
     * @throws FormatException if there is no such header, or not enough bytes follow it
     */
    public long readLocalHeader(SectionStream in, InputFile zip) throws IOException {
        byte[] header = in.readNBytes(LOCAL_HEADER);
        if (header.length < LOCAL_HEADER) {
            throw wrong(zip, "begins beyond the end of the file");
        }
        if (LittleEndian.int32(header, 0) != 0x04034b50L) {
            throw wrong(zip, "does not begin where the directory says");
        }
        long data = localHeader + LOCAL_HEADER + LittleEndian.int16(header, 26) + LittleEndian.int16(header, 28);
        if (data + compressedSize > zip.length()) {
            throw wrong(zip, "reaches beyond the end of the file");
        }
        in.skipNBytes(data - localHeader - LOCAL_HEADER);
        return data;
    }

    /** Its content from the first byte; the caller closes it. The checksum is compared when the last byte has been read. */
    public InputStream open(InputFile zip) throws IOException {
        SectionStream raw = new SectionStream(zip, localHeader, zip.length() - localHeader);
        long data = readLocalHeader(raw, zip);
        raw.endAt(data + compressedSize);
        return new ZipMemberStream(deflated ? inflating(raw) : raw, this, zip.name());
    }

    private static InputStream inflating(InputStream raw) {
        Inflater inflater = new Inflater(true);
        return new InflaterInputStream(raw, inflater, 4 << 10) {

            @Override
            public void close() {
                inflater.end();
            }
        };
    }

    public FormatException wrong(InputFile zip, String reason) {
        return FormatException.at(zip.name(), "member \"" + name + "\"", reason);
    }
}
