// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.compress;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Places of deflated data at which inflating can begin, each with the 32 KiB of content before it, to which what follows may refer. The idea is
 * that of zlib's example {@code zran}. Immutable.
 */
@Internal
public final class AccessPoints {

    /** What a point takes besides its window. */
    private static final int OVERHEAD = 64;

    private final List<Point> points;
    private final long length;

    /**
     * The beginning of a block.
     *
     * @param offset how many bytes of content lie before it
     * @param bit how many bits of deflated data do
     * @param window the content before it, up to 32 KiB, deflated if that makes it smaller
     * @param windowLength how many bytes that is
     */
    record Point(long offset, long bit, byte[] window, int windowLength) {

        /** Where the byte lies in which the block begins. */
        long position() {
            return bit >> 3;
        }

        private byte[] content() throws IOException {
            if (window.length == windowLength) {
                return window;
            }
            byte[] content = new byte[windowLength];
            Inflater inflater = new Inflater(true);
            try {
                inflater.setInput(window);
                int at = 0;
                while (at < windowLength) {
                    at += inflater.inflate(content, at, windowLength - at);
                }
                return content;
            } catch (DataFormatException e) {
                throw new IOException("a window of our own is damaged", e);
            } finally {
                inflater.end();
            }
        }

        /**
         * Makes an inflater begin here. zlib has a call for a beginning within a byte, and Java hides it; so empty blocks are put before, whose
         * length makes up for the bits that belong to the block before.
         *
         * @param first the byte in which the block begins
         * @return what to give the inflater before the bytes that follow
         */
        byte[] begin(Inflater inflater, int first) throws IOException {
            if (windowLength > 0) {
                inflater.setDictionary(content());
            }
            int skipped = (int) (bit & 7);
            byte[] empty = EmptyBlocks.ofLength(skipped);
            if (skipped == 0) {
                return new byte[] {(byte) first};
            }
            empty[empty.length - 1] |= (byte) (first & 0xff << skipped);
            return empty;
        }
    }

    private AccessPoints(List<Point> points, long length) {
        this.points = points;
        this.length = length;
    }

    /** Finds points while the data is read. */
    static final class Builder {

        private final long span;
        private final List<Point> points = new ArrayList<>();
        private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        private final byte[] scratch = new byte[DeflateScan.WINDOW];
        private long due;

        /** @param span how many bytes of content to leave between two points, at least */
        Builder(long span) {
            this.span = span;
            due = span;
        }

        /** @param end how much of {@code content} is filled; what follows may refer to the last 32 KiB of it */
        void block(long bit, long offset, byte[] content, int end) {
            if (offset < due) {
                return;
            }
            due = offset + span;
            int size = Math.min(end, DeflateScan.WINDOW);
            byte[] window = Arrays.copyOfRange(content, end - size, end);
            deflater.reset();
            deflater.setInput(window);
            deflater.finish();
            int packed = deflater.deflate(scratch);
            // Only half is worth its inflating at each use.
            boolean smaller = deflater.finished() && packed < size / 2;
            points.add(new Point(offset, bit, smaller ? Arrays.copyOf(scratch, packed) : window, size));
        }

        AccessPoints build(long length) {
            deflater.end();
            return new AccessPoints(List.copyOf(points), length);
        }
    }

    /**
     * Reads deflated data through.
     *
     * @param deflated the data and nothing else
     * @param span how many bytes of content to leave between two points, at least
     * @param crc is updated with the content
     */
    public static AccessPoints scan(InputStream deflated, long span, CRC32 crc) throws IOException {
        Builder builder = new Builder(span);
        DeflateScan scan = new DeflateScan(new BitInput(deflated), new DeflateScan.Listener() {

            @Override
            public void block(long bit, long offset, byte[] content, int end) {
                builder.block(bit, offset, content, end);
            }

            @Override
            public void content(byte[] bytes, int from, int count) {
                crc.update(bytes, from, count);
            }
        });
        scan.run();
        return builder.build(scan.length());
    }

    /** How many bytes of content there are. */
    public long length() {
        return length;
    }

    /** The memory that they take, in bytes. */
    public long bytes() {
        return points.stream()
                .mapToLong(point -> point.window().length + OVERHEAD)
                .sum();
    }

    /** The last point at or before a place of the content; null if there is none, so that inflating begins at the beginning. */
    Point before(long offset) {
        int low = 0;
        int high = points.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (points.get(middle).offset() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? null : points.get(low - 1);
    }

    /** Whether there is a point in the content behind one place, up to another: reading on from the former would cost more. */
    public boolean hasBetween(long after, long upTo) {
        Point point = before(upTo);
        return point != null && point.offset() > after;
    }

    /** Opens deflated data at a byte. */
    public interface Source {

        InputStream at(long position) throws IOException;
    }

    /**
     * The content from a place on, of data that is deflated once. Its checksum is not looked at: {@link #scan} did.
     *
     * @return a stream; the caller closes it
     */
    public InputStream open(Source source, long offset) throws IOException {
        Point point = before(offset);
        long begins = point == null ? 0 : point.offset();
        InputStream raw = source.at(point == null ? 0 : point.position());
        Inflater inflater = new Inflater(true);
        InputStream in = new InflatedFrom(raw, inflater);
        try {
            if (point != null) {
                inflater.setInput(point.begin(inflater, raw.read()));
            }
            in.skipNBytes(offset - begins);
            return in;
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** What an inflater makes of the bytes that follow those that it was given. */
    private static final class InflatedFrom extends InputStream {

        private final InputStream raw;
        private final Inflater inflater;
        private final byte[] buffer = new byte[4 << 10];

        InflatedFrom(InputStream raw, Inflater inflater) {
            this.raw = raw;
            this.inflater = inflater;
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
            try {
                while (true) {
                    int inflated = inflater.inflate(target, offset, count);
                    if (inflated > 0 || inflater.finished()) {
                        return inflated > 0 ? inflated : -1;
                    }
                    int read = raw.read(buffer, 0, buffer.length);
                    if (read < 0 || inflater.needsDictionary()) {
                        throw new ZipException("deflated data ends early");
                    }
                    inflater.setInput(buffer, 0, read);
                }
            } catch (DataFormatException e) {
                ZipException damaged = new ZipException(e.getMessage());
                damaged.initCause(e);
                throw damaged;
            }
        }

        @Override
        public void close() throws IOException {
            inflater.end();
            raw.close();
        }
    }
}
