// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.internal;

import org.apache.flink.core.fs.FSDataInputStream;

/** A file that is only bytes: what a file system without positioned reads would open. */
public final class MemoryFile extends FSDataInputStream {

    private final byte[] bytes;
    private int at;

    private MemoryFile(byte[] bytes) {
        this.bytes = bytes;
    }

    public static InputFile of(byte[] bytes, String name) {
        return InputFile.of(new MemoryFile(bytes), bytes.length, name);
    }

    @Override
    public void seek(long position) {
        at = Math.toIntExact(position);
    }

    @Override
    public long getPos() {
        return at;
    }

    @Override
    public int read() {
        return at < bytes.length ? bytes[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int count) {
        if (at >= bytes.length) {
            return -1;
        }
        int part = Math.min(count, bytes.length - at);
        System.arraycopy(bytes, at, target, offset, part);
        at += part;
        return part;
    }
}
