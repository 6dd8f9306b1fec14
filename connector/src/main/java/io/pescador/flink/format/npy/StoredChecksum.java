// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.format.zip.ZipMember;

import java.io.IOException;
import java.util.zip.CRC32;

/**
 * Compares an array that stands uncompressed in a zip with the checksum that the zip has of it, once all of it has been read. An npy file of
 * its own has no checksum. Immutable.
 */
final class StoredChecksum {

    /** Of an npy file of its own. */
    static final StoredChecksum NONE = new StoredChecksum(null, new byte[0]);

    private static final int PART = 64 << 10;

    private final ZipMember member;
    private final byte[] head;

    private StoredChecksum(ZipMember member, byte[] head) {
        this.member = member;
        this.head = head;
    }

    /** @param head what stands in the member before the elements */
    static StoredChecksum of(ZipMember member, byte[] head) {
        return new StoredChecksum(member, head);
    }

    /**
     * @param data where the elements begin in the file
     * @param elements all of them, as the file has them
     * @throws io.pescador.flink.format.FormatException if they are damaged
     */
    void check(InputFile file, long data, byte[] elements) throws IOException {
        if (member != null) {
            CRC32 crc = begin();
            crc.update(elements);
            end(crc, file, data + elements.length, head.length + (long) elements.length);
        }
    }

    private CRC32 begin() {
        CRC32 crc = new CRC32();
        crc.update(head);
        return crc;
    }

    /** Takes what stands behind the elements, which is nothing as a rule, and compares. */
    private void end(CRC32 crc, InputFile file, long position, long done) throws IOException {
        long left = member.size() - done;
        byte[] part = new byte[(int) Math.min(PART, Math.max(0, left))];
        for (long at = position; left > 0; at += part.length) {
            int length = (int) Math.min(part.length, left);
            file.readFully(at, part, 0, length);
            crc.update(part, 0, length);
            left -= length;
        }
        if (crc.getValue() != member.crc()) {
            throw member.wrong(file, "is damaged: its checksum is not the one that was stored with it");
        }
    }

    /** Follows elements that are read piece by piece. */
    Progress progress(InputFile file, long data, long end) {
        return new Progress(file, data, end);
    }

    /** How much has been read in order from the first element on. Used by one thread. */
    final class Progress {

        private static final long GIVEN_UP = -1;

        private final InputFile file;
        private final long data;
        private final long end;
        private CRC32 crc;
        private long next;

        private Progress(InputFile file, long data, long end) {
            this.file = file;
            this.data = data;
            this.end = end;
            this.next = member == null ? GIVEN_UP : data;
        }

        /** Tells of bytes that were read; they may overlap with those before. */
        void read(long position, byte[] bytes) throws IOException {
            if (next == GIVEN_UP) {
                return;
            }
            long known = next - position;
            if (known < 0 || known > bytes.length) {
                next = known < 0 ? GIVEN_UP : next;
                return;
            }
            if (next == data) {
                crc = begin();
            }
            crc.update(bytes, (int) known, bytes.length - (int) known);
            next = position + bytes.length;
            if (next == end) {
                next = GIVEN_UP;
                end(crc, file, end, head.length + end - data);
            }
        }
    }
}
