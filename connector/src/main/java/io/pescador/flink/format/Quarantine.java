// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The records that this process has left out. A file is read again and again; each record is named once, in the log and in the file of the
 * quarantine, to which several processes may write. Thread-safe.
 */
final class Quarantine {

    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

    private static final JsonFactory JSON = new JsonFactory();

    /** File → places in it. */
    private static final Map<String, Set<String>> PLACES = new HashMap<>();

    /** Quarantine file → its lines, as far as they have been read. */
    private static final Map<String, Known> FILES = new HashMap<>();

    private Quarantine() {}

    private static final class Known {

        private final Set<String> lines = new HashSet<>();
        private long read;
    }

    /**
     * @param quarantine a local file, or empty
     * @return how many records of the file have been left out
     * @throws IOException if the quarantine cannot be written
     */
    static synchronized int add(FormatException reason, String quarantine) throws IOException {
        Set<String> places = PLACES.computeIfAbsent(reason.file(), file -> new HashSet<>());
        if (places.add(reason.place())) {
            LOG.warn("A record is left out: {}", reason.getMessage());
        }
        if (!quarantine.isEmpty()) {
            write(line(reason), quarantine);
        }
        return places.size();
    }

    private static String line(FormatException reason) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("file", reason.file());
            json.writeStringField("place", reason.place());
            json.writeStringField("reason", reason.reason());
            json.writeEndObject();
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void write(String line, String quarantine) throws IOException {
        Known known = FILES.computeIfAbsent(quarantine, file -> new Known());
        if (known.lines.contains(line)) {
            return;
        }
        try (FileChannel file = FileChannel.open(
                        Path.of(quarantine),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            if (file.size() < known.read) {
                known.lines.clear(); // somebody began it anew
                known.read = 0;
            }
            readOn(file, known);
            if (known.lines.add(line)) {
                // A line that a killed process began is overwritten.
                ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
                file.truncate(known.read);
                file.position(known.read);
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
                known.read = file.position();
            }
        } catch (FileSystemException e) {
            throw new IOException(quarantine + ": the quarantine cannot be written. Does its folder exist?", e);
        }
    }

    /** Takes the whole lines that this process or others have written. */
    private static void readOn(FileChannel file, Known known) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size() - known.read));
        while (bytes.hasRemaining() && file.read(bytes, known.read + bytes.position()) >= 0) {
            // On to the end.
        }
        String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
        int whole = text.lastIndexOf('\n') + 1;
        for (String line : new String(bytes.array(), 0, whole, StandardCharsets.UTF_8).split("\n")) {
            known.lines.add(line);
        }
        known.read += whole;
    }
}
