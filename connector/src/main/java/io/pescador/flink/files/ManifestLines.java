// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.files;

import io.pescador.flink.format.FormatException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamWriteFeature;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.AbstractList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;

/** The lines of a {@link Manifest} in memory, as they are in the file: as objects they would take several times as much. */
final class ManifestLines extends AbstractList<MatchedFile> implements RandomAccess {

    private static final int VERSION = 1;
    private static final String MAGIC = "pescador-manifest";
    private static final JsonFactory JSON =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    /** Java's arrays end there. */
    private static final long MOST_BYTES = Integer.MAX_VALUE - 8;

    private final byte[] bytes;

    /** Where the line of each file begins, and where the last ends. */
    private final int[] starts;

    private ManifestLines(byte[] bytes, int[] starts) {
        this.bytes = bytes;
        this.starts = starts;
    }

    /** @return how many bytes it wrote */
    static long write(List<MatchedFile> files, OutputStream to) throws IOException {
        Counting out = new Counting(to);
        try (JsonGenerator json = JSON.createGenerator(new BufferedOutputStream(out, 1 << 16))) {
            json.setRootValueSeparator(null); // lines are ended, not separated
            json.writeStartObject();
            json.writeNumberField(MAGIC, VERSION);
            json.writeNumberField("files", files.size());
            json.writeEndObject();
            json.writeRaw('\n');
            for (MatchedFile file : files) {
                json.writeStartArray();
                json.writeString(file.path());
                json.writeNumber(file.size());
                json.writeNumber(file.modified());
                if (!file.captures().isEmpty()) {
                    json.writeStartObject();
                    for (Map.Entry<String, String> capture : file.captures().entrySet()) {
                        json.writeStringField(capture.getKey(), capture.getValue());
                    }
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeRaw('\n');
            }
        }
        return out.written;
    }

    /** @param path what messages call the manifest; its checksum is right, so only a program of another version can have written it otherwise */
    static ManifestLines read(byte[] bytes, String path) throws IOException {
        int start = after(bytes, 0);
        int files = 0;
        try (JsonParser json = JSON.createParser(bytes, 0, start)) {
            long version = -1;
            if (json.nextToken() == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    if (name.equals(MAGIC)) {
                        version = json.getLongValue();
                    } else if (name.equals("files")) {
                        files = json.getIntValue();
                    }
                }
            }
            if (version != VERSION) {
                throw FormatException.of(
                        path,
                        version < 0
                                ? "is no manifest"
                                : "is of version " + version + "; this program reads version " + VERSION);
            }
        }
        int[] starts = new int[files + 1];
        starts[0] = start;
        for (int i = 1; i <= files; i++) {
            starts[i] = after(bytes, starts[i - 1]);
        }
        return new ManifestLines(bytes, starts);
    }

    /** Where the line ends that begins at {@code start}: newlines in paths are escaped. */
    private static int after(byte[] bytes, int start) {
        int end = start;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return Math.min(bytes.length, end + 1);
    }

    @Override
    public int size() {
        return starts.length - 1;
    }

    @Override
    public MatchedFile get(int index) {
        int start = starts[index];
        try (JsonParser json = JSON.createParser(bytes, start, starts[index + 1] - start)) {
            json.nextToken();
            String path = json.nextTextValue();
            long size = json.nextLongValue(-1);
            long modified = json.nextLongValue(-1);
            return new MatchedFile(path, size, modified, captures(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> captures(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            return Map.of();
        }
        Map<String, String> captures = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            captures.put(json.currentName(), json.nextTextValue());
        }
        return Collections.unmodifiableMap(captures);
    }

    /** What memory cannot hold is refused when it is written, not by the workers. */
    private static final class Counting extends OutputStream {

        private final OutputStream out;
        private long written;

        Counting(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int from, int length) throws IOException {
            written += length;
            if (written > MOST_BYTES) {
                throw new IOException("a manifest of more than 2 GiB: that many files are too many for one plan");
            }
            out.write(b, from, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
