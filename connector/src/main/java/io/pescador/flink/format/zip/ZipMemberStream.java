// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.zip;

import io.pescador.flink.format.FormatException;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipException;

/** The content of a zip's member: as long as the directory says, neither shorter nor longer, and checked by its checksum at the end. */
final class ZipMemberStream extends FilterInputStream {

    private final ZipMember member;
    private final String zip;
    private final CRC32 crc = new CRC32();
    private long left;

    ZipMemberStream(InputStream in, ZipMember member, String zip) {
        super(in);
        this.member = member;
        this.zip = zip;
        this.left = member.size();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        if (left == 0) {
            return -1;
        }
        int read = source(target, offset, (int) Math.min(count, left));
        if (read < 0) {
            throw wrong("ends " + left + " bytes early");
        }
        crc.update(target, offset, read);
        left -= read;
        if (left == 0 && crc.getValue() != member.crc()) {
            throw wrong("is damaged: its checksum is not the one that was stored with it");
        }
        return read;
    }

    private int source(byte[] target, int offset, int count) throws IOException {
        try {
            return super.read(target, offset, count);
        } catch (ZipException e) {
            throw wrong("is damaged: it cannot be inflated").causedBy(e);
        } catch (EOFException e) {
            throw wrong("is damaged: its compressed data ends early").causedBy(e);
        }
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] scratch = new byte[(int) Math.min(count, 8 << 10)];
        long done = 0;
        while (done < count) {
            int read = read(scratch, 0, (int) Math.min(scratch.length, count - done));
            if (read < 0) {
                break;
            }
            done += read;
        }
        return done;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private FormatException wrong(String reason) {
        return FormatException.at(zip, "member \"" + member.name() + "\"", reason);
    }
}
