// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.compress;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.ZipException;

/**
 * All frames of a zstd file, one after the other, the last one whole. The library's own stream takes a frame that is cut short for the end
 * of the file if it begins in the same buffer as the end of the frame before.
 */
final class ZstdFrames extends InputStream {

    private final InputStream in;
    private final byte[] chunk;
    private final ByteBuffer source;
    private final ByteBuffer content;
    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
    private boolean betweenFrames = true;
    private boolean wasFull;
    private long read;
    private long given;
    private Frames frames = (position, offset) -> {};

    /** Hears where frames begin. */
    interface Frames {

        /**
         * A frame ends, and another begins if the file goes on.
         *
         * @param position in the file
         * @param offset in the content
         */
        void boundary(long position, long offset);
    }

    ZstdFrames(InputStream in, int buffer) {
        this.in = in;
        this.chunk = new byte[buffer];
        this.source = ByteBuffer.allocateDirect(buffer).limit(0);
        this.content = ByteBuffer.allocateDirect(buffer).limit(0);
    }

    /** The same, with somebody who wants to know of each boundary. */
    static ZstdFrames heard(InputStream in, int buffer, Frames frames) {
        ZstdFrames stream = new ZstdFrames(in, buffer);
        stream.frames = frames;
        return stream;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        while (!content.hasRemaining()) {
            // What did not fit into the content last time comes out without new input.
            if (!source.hasRemaining() && (betweenFrames || !wasFull) && !fill()) {
                if (betweenFrames) {
                    return -1;
                }
                throw new EOFException("a frame ends early");
            }
            decompress();
        }
        int given = Math.min(count, content.remaining());
        content.get(target, offset, given);
        return given;
    }

    private void decompress() throws ZipException {
        content.clear();
        try {
            betweenFrames = zstd.decompressDirectByteBufferStream(content, source);
        } catch (ZstdException e) {
            ZipException damaged = new ZipException(e.getMessage());
            damaged.initCause(e);
            throw damaged;
        }
        wasFull = !content.hasRemaining();
        content.flip();
        given += content.remaining();
        if (betweenFrames) {
            frames.boundary(read - source.remaining(), given);
        }
    }

    private boolean fill() throws IOException {
        int count = 0;
        while (count == 0) {
            count = in.read(chunk, 0, chunk.length);
        }
        source.clear();
        source.put(chunk, 0, Math.max(0, count)).flip();
        read += Math.max(0, count);
        return count > 0;
    }

    @Override
    public void close() throws IOException {
        zstd.close();
        in.close();
    }
}
