// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.compress;

import io.pescador.flink.format.index.FileCache;
import io.pescador.flink.format.index.FileVersion;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is known about the content of a file: how it is compressed, and where decompressing can begin.
 *
 * <p>The content itself is kept as long as the cache has room for it, unless frames are short. Once it had to go, the places are what is kept:
 * the frames of zstd, the points of gzip. A zstd file of one long frame has none, and is decompressed up to the place each time.
 */
final class ContentIndex {

    /** Content between two points of a gzip file, at least: inflating half of it takes a quarter of a millisecond. */
    private static final long LEAST_SPAN = 128 << 10;

    private static final long MOST_SPAN = 8 << 20;

    /** What a point takes for texts, about. */
    private static final long POINT = 12 << 10;

    /** What inflating makes of texts, about. */
    private static final long RATIO = 4;

    /** Points that had to go so often are not looked for any more. */
    private static final int MOST_TIMES = 3;

    /** The part of the budget that the points of one file may take. */
    private static final int PART_FOR_POINTS = 8;

    /** The part of the budget that one file's content may take. */
    private static final int PART_OF_BUDGET = 2;

    /** Frames may be longer than this without making the whole content be kept. */
    private static final long LONG_FRAME = 4 << 20;

    private final FileCache cache;
    private final FileVersion version;

    /** What can be known of a file. */
    private enum Part {
        COMPRESSION,
        POINTS,
        /** How often. */
        POINTS_MADE,
        FRAMES,
        CONTENT,
        CONTENT_WAS_KEPT
    }

    ContentIndex(FileCache cache, FileVersion version) {
        this.cache = cache;
        this.version = version;
    }

    /** Opens the file at a byte; what was opened before must not be used any more. */
    interface Source {

        InputStream at(long position) throws IOException;
    }

    /** A place at which decompressing can begin. */
    interface Entrance {

        Entrance BEGINNING = new Entrance() {

            @Override
            public long offset() {
                return 0;
            }

            @Override
            public InputStream open(Compression compression, Source source, String file) throws IOException {
                return compression.stream(source.at(0), file);
            }
        };

        /** How many bytes of content lie before. */
        long offset();

        InputStream open(Compression compression, Source source, String file) throws IOException;
    }

    /** How the file is compressed; empty if it is not. */
    Optional<Compression> compression(Source source) throws IOException {
        Compression named = Compression.ofName(version.path());
        if (named != null) {
            return Optional.of(named);
        }
        Optional<?> kept = cache.get(version, Part.COMPRESSION, Optional.class);
        if (kept != null) {
            return kept.map(Compression.class::cast);
        }
        byte[] start = source.at(0).readNBytes(Compression.LONGEST_MAGIC);
        Optional<Compression> found = Optional.ofNullable(Compression.ofStart(start));
        if (found.isEmpty()) {
            OtherCompression.refuse(start, version.path());
        }
        keep(Part.COMPRESSION, found, 0);
        return found;
    }

    /** The last entrance at or before a place of the content. */
    Entrance before(long offset, Compression compression, Source source) throws IOException {
        KeptContent content = cache.get(version, Part.CONTENT, KeptContent.class);
        if (content == null && mayBeKept(compression)) {
            content = keepContent(compression, source);
        }
        if (content != null) {
            return content.from(offset);
        }
        return switch (compression) {
            case GZIP -> gzip(offset, source);
            case ZSTD -> zstd(offset, source);
        };
    }

    /** Whether there may be room for the content. What had to go once would only push out others again. */
    private boolean mayBeKept(Compression compression) {
        return version.settled()
                && version.size() <= mostKept()
                && cache.get(version, Part.CONTENT_WAS_KEPT, Boolean.class) == null
                && (compression != Compression.ZSTD || cache.get(version, Part.FRAMES, Frames.class) == null);
    }

    private long mostKept() {
        return cache.budget() / PART_OF_BUDGET;
    }

    /** @return null if it is too large, or frames are so short that one of them is soon found */
    private KeptContent keepContent(Compression compression, Source source) throws IOException {
        FrameScan scan = new FrameScan(mostKept());
        Frames frames = DecompressedStream.checked(version.path(), () -> scan.run(source.at(0), compression));
        KeptContent content = scan.content();
        keep(Part.CONTENT_WAS_KEPT, true, 0);
        if (content != null) {
            keep(Part.CONTENT, content, content.bytes());
        } else if (compression == Compression.ZSTD) {
            keep(Part.FRAMES, frames, frames.bytes());
        }
        return content;
    }

    private Entrance gzip(long offset, Source source) throws IOException {
        AccessPoints points = cache.get(version, Part.POINTS, AccessPoints.class);
        if (points == null) {
            if (timesMade() > MOST_TIMES) {
                return Entrance.BEGINNING; // reading through costs more than decompressing up to the place
            }
            long span = span();
            points = DecompressedStream.checked(version.path(), () -> GzipScan.run(source.at(0), span));
            keep(Part.POINTS, points, points.bytes());
        }
        AccessPoints.Point point = points.before(offset);
        return point == null ? Entrance.BEGINNING : new GzipEntrance(point);
    }

    /** Further apart in a large file, and each time that they had to go. */
    private long span() {
        int times = timesMade();
        keep(Part.POINTS_MADE, times + 1, Integer.BYTES);
        long fits = RATIO * version.size() * POINT / Math.max(1, cache.budget() / PART_FOR_POINTS);
        return Math.min(MOST_SPAN, Math.max(LEAST_SPAN, fits) << 2 * times);
    }

    private int timesMade() {
        Integer made = cache.get(version, Part.POINTS_MADE, Integer.class);
        return made == null ? 0 : made;
    }

    private record GzipEntrance(AccessPoints.Point point) implements Entrance {

        @Override
        public long offset() {
            return point.offset();
        }

        @Override
        public InputStream open(Compression compression, Source source, String file) throws IOException {
            return DecompressedStream.checked(
                    file,
                    () -> new DecompressedStream(
                            new GzipMembers(source.at(point.position()), Compression.BUFFER, point), file));
        }
    }

    private Entrance zstd(long offset, Source source) throws IOException {
        Frames frames = cache.get(version, Part.FRAMES, Frames.class);
        if (frames == null) {
            FrameScan scan = new FrameScan(0);
            frames = DecompressedStream.checked(version.path(), () -> scan.run(source.at(0), Compression.ZSTD));
            keep(Part.FRAMES, frames, frames.bytes());
        }
        return frames.before(offset);
    }

    private void keep(Part part, Object value, long bytes) {
        if (version.settled()) {
            cache.put(version, part, value, bytes);
        }
    }

    /** The content itself, in pieces of {@link Compression#BUFFER} bytes. */
    private record KeptContent(List<byte[]> pieces, long bytes) {

        Entrance from(long offset) {
            return new Entrance() {

                @Override
                public long offset() {
                    return offset;
                }

                @Override
                public InputStream open(Compression compression, Source source, String file) {
                    return stream(offset);
                }
            };
        }

        private InputStream stream(long offset) {
            return new InputStream() {

                private long next = offset;

                @Override
                public int read() {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] target, int at, int count) {
                    if (next >= bytes) {
                        return -1;
                    }
                    byte[] piece = pieces.get((int) (next / Compression.BUFFER));
                    int from = (int) (next % Compression.BUFFER);
                    int read = (int) Math.min(Math.min(count, piece.length - from), bytes - next);
                    System.arraycopy(piece, from, target, at, read);
                    next += read;
                    return read;
                }
            };
        }
    }

    /** Where frames begin, in the file and in the content. */
    private record Frames(long[] positions, long[] offsets) {

        long bytes() {
            return 2L * Long.BYTES * positions.length;
        }

        Entrance before(long offset) {
            int found = Arrays.binarySearch(offsets, offset);
            int place = found >= 0 ? found : -found - 2;
            return place < 0 ? Entrance.BEGINNING : new FrameEntrance(positions[place], offsets[place]);
        }
    }

    private record FrameEntrance(long position, long offset) implements Entrance {

        @Override
        public InputStream open(Compression compression, Source source, String file) throws IOException {
            return compression.stream(source.at(position), file);
        }
    }

    /** Reads a file through for the beginnings of its frames and for its content. */
    private static final class FrameScan {

        /** Frames closer together than this are not worth remembering: decompressing as much takes 200 µs. */
        private static final long SPAN = 128 << 10;

        private final long most;
        private long[] positions = new long[8];
        private long[] offsets = new long[8];
        private int size;
        private long lastOffset;
        private long longest;
        private long length;

        /** Null once it is too much to be kept. */
        private List<byte[]> pieces = new ArrayList<>();

        /** @param most how many bytes of content may be kept */
        FrameScan(long most) {
            this.most = most;
        }

        Frames run(InputStream raw, Compression compression) throws IOException {
            try (InputStream in = compression == Compression.ZSTD
                    ? ZstdFrames.heard(raw, Compression.BUFFER, this::boundary)
                    : compression.decompress(raw)) {
                int read;
                do {
                    byte[] piece = new byte[Compression.BUFFER];
                    read = in.readNBytes(piece, 0, piece.length);
                    length += read;
                    if (length > most) {
                        pieces = null;
                    } else if (pieces != null) {
                        pieces.add(piece);
                    }
                } while (read == Compression.BUFFER && (pieces != null || compression == Compression.ZSTD));
            }
            longest = Math.max(longest, length - lastOffset);
            return new Frames(Arrays.copyOf(positions, size), Arrays.copyOf(offsets, size));
        }

        /** Null if there are frames to begin at, or too much of it. */
        KeptContent content() {
            return pieces == null || size > 0 && longest <= LONG_FRAME
                    ? null
                    : new KeptContent(List.copyOf(pieces), length);
        }

        private void boundary(long position, long offset) {
            longest = Math.max(longest, offset - lastOffset);
            if (offset - lastOffset < SPAN) {
                return;
            }
            lastOffset = offset;
            if (size == positions.length) {
                positions = Arrays.copyOf(positions, 2 * size);
                offsets = Arrays.copyOf(offsets, 2 * size);
            }
            positions[size] = position;
            offsets[size] = offset;
            size++;
        }
    }
}
