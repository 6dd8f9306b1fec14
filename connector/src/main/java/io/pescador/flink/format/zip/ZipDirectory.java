// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.zip;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.format.internal.LittleEndian;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the central directory of a zip, with the 64-bit extensions, and nothing else of it. Sizes and offsets are believed only as far as
 * they fit the file.
 */
@Internal
public final class ZipDirectory {

    private static final int END = 22;
    private static final int LOCATOR = 20;
    private static final int END64 = 56;
    private static final int ENTRY = 46;
    private static final int MAX_COMMENT = 65_535;

    /** Where a comment is rare, the end is found with one small read. */
    private static final int FIRST_TAIL = 4 << 10;

    private static final long WIDE = 0xffffffffL;

    /** What deflate can make of a byte at most, and a little for very short data. */
    private static final long MOST_INFLATED = 1032;

    private final InputFile file;
    private byte[] tail;
    private long tailStart;

    private ZipDirectory(InputFile file) {
        this.file = file;
    }

    /**
     * @return the members, as the directory orders them
     * @throws FormatException if the file is no zip, or a directory entry cannot be true
     */
    public static List<ZipMember> read(InputFile file) throws IOException {
        return new ZipDirectory(file).read();
    }

    private List<ZipMember> read() throws IOException {
        int end = findEnd();
        long count = LittleEndian.int16(tail, end + 10);
        long size = LittleEndian.int32(tail, end + 12);
        long start = LittleEndian.int32(tail, end + 16);
        long limit = tailStart + end;
        if (count == 0xffff || size == WIDE || start == WIDE) {
            byte[] wide = wideEnd(tailStart + end);
            if (wide != null) {
                count = LittleEndian.int64(wide, 32);
                size = LittleEndian.int64(wide, 40);
                start = LittleEndian.int64(wide, 48);
            }
        }
        if (start < 0 || size < 0 || start > limit || size > limit - start || count < 0 || count > size / ENTRY) {
            throw wrong("its directory does not fit into the file");
        }
        if (size > Integer.MAX_VALUE - 8) {
            throw wrong("its directory is larger than 2 GiB");
        }
        return entries(bytes(start, (int) size), (int) count);
    }

    private int findEnd() throws IOException {
        for (int length : new int[] {FIRST_TAIL, END + MAX_COMMENT}) {
            int tailLength = (int) Math.min(length, file.length());
            tailStart = file.length() - tailLength;
            tail = new byte[tailLength];
            file.readFully(tailStart, tail, 0, tailLength);
            for (int at = tailLength - END; at >= 0; at--) {
                if (LittleEndian.int32(tail, at) == 0x06054b50L
                        && at + END + LittleEndian.int16(tail, at + 20) == tailLength) {
                    return at;
                }
            }
        }
        throw wrong(
                file.length() == 0
                        ? "is empty, and no npz file"
                        : "is no npz file: it has no zip directory at its end");
    }

    private byte[] wideEnd(long end) throws IOException {
        if (end < LOCATOR) {
            return null;
        }
        byte[] locator = bytes(end - LOCATOR, LOCATOR);
        if (LittleEndian.int32(locator, 0) != 0x07064b50L) {
            return null;
        }
        long at = LittleEndian.int64(locator, 8);
        if (at < 0 || at > end - LOCATOR - END64) {
            throw wrong("its 64-bit directory does not fit into the file");
        }
        byte[] wide = bytes(at, END64);
        if (LittleEndian.int32(wide, 0) != 0x06064b50L) {
            throw wrong("its 64-bit directory is not where the file says");
        }
        return wide;
    }

    private byte[] bytes(long from, int length) throws IOException {
        byte[] bytes = new byte[length];
        if (from >= tailStart) {
            System.arraycopy(tail, (int) (from - tailStart), bytes, 0, length);
        } else {
            file.readFully(from, bytes, 0, length);
        }
        return bytes;
    }

    private List<ZipMember> entries(byte[] directory, int count) throws FormatException {
        List<ZipMember> members = new ArrayList<>(count);
        Set<String> names = new HashSet<>();
        int at = 0;
        for (int i = 0; i < count; i++) {
            if (directory.length - at < ENTRY || LittleEndian.int32(directory, at) != 0x02014b50L) {
                throw wrong("entry " + i + " of its directory is damaged");
            }
            int nameLength = LittleEndian.int16(directory, at + 28);
            int extraLength = LittleEndian.int16(directory, at + 30);
            int next = at + ENTRY + nameLength + extraLength + LittleEndian.int16(directory, at + 32);
            if (next > directory.length) {
                throw wrong("entry " + i + " of its directory is damaged");
            }
            ZipMember member = entry(directory, at, nameLength, extraLength);
            if (!names.add(member.name())) {
                throw wrong("it has two members named \"" + member.name() + "\"");
            }
            members.add(member);
            at = next;
        }
        return members;
    }

    private ZipMember entry(byte[] directory, int at, int nameLength, int extraLength) throws FormatException {
        int flags = LittleEndian.int16(directory, at + 8);
        int method = LittleEndian.int16(directory, at + 10);
        // Bit 11 says UTF-8. What else old tools used for other letters is not said; Latin-1 is as good as any and
        // never fails.
        Charset charset = (flags & 0x800) != 0 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        String name = new String(directory, at + ENTRY, nameLength, charset);
        long[] sizes = {
            LittleEndian.int32(directory, at + 24),
            LittleEndian.int32(directory, at + 20),
            LittleEndian.int32(directory, at + 42)
        };
        widen(directory, at + ENTRY + nameLength, extraLength, sizes, name);
        ZipMember member =
                new ZipMember(name, method == 8, LittleEndian.int32(directory, at + 16), sizes[1], sizes[0], sizes[2]);
        if ((flags & 1) != 0) {
            throw member.wrong(file, "is encrypted");
        }
        if (method != 0 && method != 8) {
            throw member.wrong(file, "is compressed by method " + method + "; stored and deflated ones can be read");
        }
        if (sizes[2] < 0 || sizes[2] > file.length() || sizes[1] < 0 || sizes[1] > file.length()) {
            throw member.wrong(file, "reaches beyond the end of the file");
        }
        if (method == 0 ? sizes[0] != sizes[1] : sizes[0] < 0 || sizes[0] > MOST_INFLATED * (sizes[1] + 1)) {
            throw member.wrong(
                    file, "cannot have " + Long.toUnsignedString(sizes[0]) + " bytes in " + sizes[1] + " of the file");
        }
        return member;
    }

    /** Takes those of content size, compressed size and offset that do not fit 32 bits from the extra field for them. */
    private void widen(byte[] directory, int from, int length, long[] sizes, String name) throws FormatException {
        int at = from;
        int end = from + length;
        while (at + 4 <= end) {
            int id = LittleEndian.int16(directory, at);
            int fieldEnd = at + 4 + LittleEndian.int16(directory, at + 2);
            if (id == 1) {
                int value = at + 4;
                for (int i = 0; i < sizes.length; i++) {
                    if (sizes[i] == WIDE) {
                        if (value + 8 > Math.min(fieldEnd, end)) {
                            throw wrong("the sizes of member \"" + name + "\" are damaged");
                        }
                        sizes[i] = LittleEndian.int64(directory, value);
                        value += 8;
                    }
                }
                return;
            }
            at = fieldEnd;
        }
    }

    private FormatException wrong(String reason) {
        return FormatException.of(file.name(), reason);
    }
}
