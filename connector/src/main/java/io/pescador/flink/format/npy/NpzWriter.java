// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;

import org.apache.flink.annotation.PublicEvolving;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes npz files front to back, to any stream. The same arrays give the same bytes on every machine, since all times are 1980-01-01; for
 * stored arrays they are those that {@code numpy.savez} writes.
 *
 * <p>Used by one thread at a time. An npz is complete when it is closed.
 */
@PublicEvolving
public final class NpzWriter implements Closeable {

    /** Version 4.5 of the format: 64-bit sizes, as numpy asks for always. */
    private static final short VERSION = 45;

    /** Day 1 of month 1 of year 0, which is 1980. */
    private static final short DATE = 1 << 5 | 1;

    /** Names beyond ASCII are UTF-8. */
    private static final short UTF_8_NAME = 0x800;

    private static final short UNIX = 3 << 8;
    private static final int READ_AND_WRITE_FOR_THE_OWNER = 0600 << 16;
    private static final short DEFLATED = 8;

    /** Python's zipfile goes over to 64 bits from here. */
    private static final long NARROW = Integer.MAX_VALUE;

    private final OutputStream out;
    private final boolean deflate;
    private final List<byte[]> directory = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private long position;

    private NpzWriter(OutputStream out, boolean deflate) {
        this.out = out;
        this.deflate = deflate;
    }

    /** Writes arrays as they are, as {@code numpy.savez} does: their rows can be read in place. */
    public static NpzWriter stored(OutputStream out) {
        return new NpzWriter(out, false);
    }

    /** Writes arrays compressed, as {@code numpy.savez_compressed} does. */
    public static NpzWriter deflated(OutputStream out) {
        return new NpzWriter(out, true);
    }

    /** Writes each array of a sample under its name. */
    public void write(Sample sample) throws IOException {
        for (int i = 0; i < sample.size(); i++) {
            write(sample.names().get(i), sample.get(i));
        }
    }

    /**
     * Writes an array.
     *
     * @throws IllegalArgumentException if there is one of that name already
     */
    public void write(String name, NdArray array) throws IOException {
        if (!names.add(name)) {
            throw new IllegalArgumentException("the npz has an array \"" + name + "\" already");
        }
        byte[] header = NpyWriter.header(array);
        CRC32 crc = new CRC32();
        crc.update(header);
        crc.update(array.buffer());
        long size = (long) header.length + array.byteSize();
        byte[] packed = deflate ? deflate(header, array) : null;
        Member member = new Member(name, crc.getValue(), size, deflate ? packed.length : size, position);
        put(member.local());
        if (deflate) {
            put(packed);
        } else {
            put(header);
            array.writeTo(out);
            position += array.byteSize();
        }
        directory.add(member.central());
    }

    private static byte[] deflate(byte[] header, NdArray array) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try (DeflaterOutputStream packing = new DeflaterOutputStream(packed, deflater)) {
            packing.write(header);
            array.writeTo(packing);
        } finally {
            deflater.end();
        }
        return packed.toByteArray();
    }

    /** Writes the directory and closes the stream. */
    @Override
    public void close() throws IOException {
        long start = position;
        for (byte[] entry : directory) {
            put(entry);
        }
        long size = position - start;
        int count = directory.size();
        boolean wide = count > 0xfffe || start > NARROW || size > NARROW;
        if (wide) {
            long end = position;
            ByteBuffer end64 = allocate(56 + 20);
            end64.putInt(0x06064b50)
                    .putLong(44)
                    .putShort(VERSION)
                    .putShort(VERSION)
                    .putInt(0)
                    .putInt(0);
            end64.putLong(count).putLong(count).putLong(size).putLong(start);
            end64.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
            put(end64.array());
        }
        ByteBuffer end = allocate(22);
        short few = (short) Math.min(count, 0xffff);
        end.putInt(0x06054b50)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort(few)
                .putShort(few);
        end.putInt((int) Math.min(size, 0xffffffffL))
                .putInt((int) Math.min(start, 0xffffffffL))
                .putShort((short) 0);
        put(end.array());
        out.close();
    }

    private void put(byte[] bytes) throws IOException {
        out.write(bytes);
        position += bytes.length;
    }

    private static ByteBuffer allocate(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** What the zip says of an array, twice. */
    private final class Member {

        private final byte[] name;
        private final short flags;
        private final int crc;
        private final long size;
        private final long packedSize;
        private final long offset;

        Member(String array, long crc, long size, long packedSize, long offset) {
            this.name = (array + ".npy").getBytes(StandardCharsets.UTF_8);
            this.flags = array.chars().allMatch(c -> c < 128) ? 0 : UTF_8_NAME;
            this.crc = (int) crc;
            this.size = size;
            this.packedSize = packedSize;
            this.offset = offset;
        }

        /** numpy forces 64-bit sizes here, since it does not know them when it begins. */
        byte[] local() {
            ByteBuffer local = allocate(30 + name.length + 20);
            local.putInt(0x04034b50).putShort(VERSION);
            kind(local);
            local.putInt(-1)
                    .putInt(-1)
                    .putShort((short) name.length)
                    .putShort((short) 20)
                    .put(name);
            local.putShort((short) 1).putShort((short) 16).putLong(size).putLong(packedSize);
            return local.array();
        }

        byte[] central() {
            boolean wideSize = size > NARROW || packedSize > NARROW;
            boolean wideOffset = offset > NARROW;
            int wide = (wideSize ? 16 : 0) + (wideOffset ? 8 : 0);
            int extra = wide == 0 ? 0 : 4 + wide;
            ByteBuffer central = allocate(46 + name.length + extra);
            central.putInt(0x02014b50).putShort((short) (UNIX | VERSION)).putShort(VERSION);
            kind(central);
            central.putInt(wideSize ? -1 : (int) packedSize).putInt(wideSize ? -1 : (int) size);
            central.putShort((short) name.length)
                    .putShort((short) extra)
                    .putShort((short) 0)
                    .putShort((short) 0);
            central.putShort((short) 0)
                    .putInt(READ_AND_WRITE_FOR_THE_OWNER)
                    .putInt(wideOffset ? -1 : (int) offset)
                    .put(name);
            if (wide > 0) {
                central.putShort((short) 1).putShort((short) wide);
                if (wideSize) {
                    central.putLong(size).putLong(packedSize);
                }
                if (wideOffset) {
                    central.putLong(offset);
                }
            }
            return central.array();
        }

        private void kind(ByteBuffer header) {
            header.putShort(flags)
                    .putShort(deflate ? DEFLATED : 0)
                    .putShort((short) 0)
                    .putShort(DATE)
                    .putInt(crc);
        }
    }
}
