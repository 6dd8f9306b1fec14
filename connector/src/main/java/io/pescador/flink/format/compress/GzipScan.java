// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.compress;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipException;

/** Reads a gzip file through, as {@link GzipMembers} does, for the places at which decompressing can begin. */
final class GzipScan implements DeflateScan.Listener {

    private final BitInput in;
    private final AccessPoints.Builder points;
    private final CRC32 crc = new CRC32();
    private long before;

    private GzipScan(InputStream raw, long span) {
        in = new BitInput(raw);
        points = new AccessPoints.Builder(span);
    }

    /**
     * @param raw the file
     * @param span how many bytes of content to leave between two points, at least
     * @return points whose bits count from the beginning of the file
     */
    static AccessPoints run(InputStream raw, long span) throws IOException {
        return new GzipScan(raw, span).run();
    }

    private AccessPoints run() throws IOException {
        do {
            GzipHeader.read(() -> in.take(8));
            crc.reset();
            DeflateScan member = new DeflateScan(in, this);
            member.run();
            in.align();
            if (int32() != crc.getValue()) {
                throw new ZipException("the checksum of a member is another");
            }
            if (int32() != (member.length() & 0xffffffffL)) {
                throw new ZipException("the length of a member is another");
            }
            before += member.length();
        } while (anotherFollows());
        return points.build(before);
    }

    private boolean anotherFollows() throws IOException {
        if (in.atEnd()) {
            return false;
        }
        if (in.peek(8) != 0) {
            return true;
        }
        while (!in.atEnd()) {
            if (in.take(8) != 0) {
                throw new ZipException("something follows the last member");
            }
        }
        return false;
    }

    private long int32() throws IOException {
        return in.take(16) | (long) in.take(16) << 16;
    }

    @Override
    public void block(long bit, long offset, byte[] content, int end) {
        points.block(bit, before + offset, content, end);
    }

    @Override
    public void content(byte[] bytes, int from, int count) {
        crc.update(bytes, from, count);
    }
}
