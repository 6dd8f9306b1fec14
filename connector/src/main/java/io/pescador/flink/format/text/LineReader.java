// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.Limits;
import io.pescador.flink.format.compress.Compression;
import io.pescador.flink.format.index.RowIndex;

import org.apache.flink.annotation.Experimental;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a text file as bytes, without the {@code \n} or {@code \r\n} that ends them, nor the mark that some tools put before UTF-8.
 * A line beyond {@link Limits#item()} is refused.
 */
@Experimental
public final class LineReader implements Closeable {

    private static final int BUFFER = 64 << 10;

    private final InputStream in;
    private final String file;

    private byte[] buffer = new byte[8 << 10];
    private int filled;
    private int start;
    private int end;
    private int next;
    private long line;
    private boolean atEnd;

    /** Where in the text the buffer begins. */
    private long bufferAt;

    private long lineAt;

    LineReader(InputStream in, String file) {
        this(in, file, RowIndex.Mark.START);
    }

    /** @param from what the first line to read is called: {@code in} begins with it */
    LineReader(InputStream in, String file, RowIndex.Mark from) {
        this.in = in;
        this.file = file;
        bufferAt = from.offset();
        line = from.line() - 1;
    }

    /**
     * @param in UTF-8 text; it is closed with the reader
     * @param name what messages call it
     */
    public static LineReader of(InputStream in, String name) {
        return new LineReader(in, name);
    }

    /** @param path of a file, in any file system that Flink knows; if its name ends in {@code .gz} or {@code .zst}, it is decompressed */
    public static LineReader open(String path) throws IOException {
        return new LineReader(Compression.open(path), path);
    }

    /**
     * Goes on to the next line.
     *
     * @return false if there is none
     */
    public boolean next() throws IOException {
        int scanned = next;
        while (true) {
            for (int i = scanned; i < filled; i++) {
                if (buffer[i] == '\n') {
                    return found(i, i + 1);
                }
            }
            if (atEnd) {
                return next < filled && found(filled, filled);
            }
            scanned = filled - next;
            fill();
        }
    }

    private boolean found(int lineEnd, int following) {
        start = next;
        lineAt = bufferAt + start;
        end = lineEnd > start && buffer[lineEnd - 1] == '\r' && following > lineEnd ? lineEnd - 1 : lineEnd;
        next = following;
        line++;
        if (line == 1 && startsWithMark()) {
            start += 3;
        }
        return true;
    }

    private boolean startsWithMark() {
        return end - start >= 3
                && buffer[start] == (byte) 0xef
                && buffer[start + 1] == (byte) 0xbb
                && buffer[start + 2] == (byte) 0xbf;
    }

    /** Moves the unfinished line to the front, and makes room if it fills the buffer. */
    private void fill() throws IOException {
        System.arraycopy(buffer, next, buffer, 0, filled - next);
        filled -= next;
        bufferAt += next;
        next = 0;
        if (filled == buffer.length) {
            if (filled >= Limits.item()) {
                throw FormatException.atLine(
                        file,
                        line + 1,
                        "the line is longer than " + Limits.item()
                                + " bytes, 256 MiB or an eighth of the heap: give the process more memory, or split the line");
            }
            buffer = Arrays.copyOf(buffer, Math.max(BUFFER, Math.min(Limits.item(), 2 * filled)));
        }
        int read = in.read(buffer, filled, buffer.length - filled);
        atEnd = read < 0;
        filled += Math.max(0, read);
    }

    /** What holds the line, until the next is read. */
    public byte[] bytes() {
        return buffer;
    }

    /** Where the line begins in {@link #bytes()}. */
    public int start() {
        return start;
    }

    /** How many bytes it has. */
    public int length() {
        return end - start;
    }

    /** Whether there is nothing but blanks in the line. */
    public boolean blank() {
        for (int i = start; i < end; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    /** Where in the text the line begins. */
    long offset() {
        return lineAt;
    }

    /** The line's number, from 1. */
    public long line() {
        return line;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
