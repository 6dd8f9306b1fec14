// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.index.FileCache;
import io.pescador.flink.format.index.FileVersion;
import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.format.internal.LittleEndian;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a Parquet file's footer says: its schema, and where each row group has each column. Immutable. */
final class ParquetFile {

    private static final int TAIL = 8;

    private final ParquetSchema schema;
    private final List<RowGroup> groups;
    private final String createdBy;

    private ParquetFile(ParquetSchema schema, List<RowGroup> groups, String createdBy) {
        this.schema = schema;
        this.groups = groups;
        this.createdBy = createdBy;
    }

    /** Some rows, and their columns in the order of the schema's leaves. */
    record RowGroup(long rows, List<Chunk> chunks) {}

    /** The part of a column that belongs to a row group; it is inside the file. */
    record Chunk(int codec, long values, long start, long length) {

        private static final int ENCRYPTED = -2;

        boolean encrypted() {
            return codec == ENCRYPTED;
        }
    }

    /** What is known of a column in a row group takes so much memory, roughly. */
    private static final long BYTES_OF_CHUNK = 100;

    private record Footer() {}

    /** The same, kept from the last opening if the file has not changed. */
    static ParquetFile known(InputFile file) throws IOException {
        FileVersion version = file.version();
        ParquetFile known = FileCache.ofProcess().get(version, new Footer(), ParquetFile.class);
        if (known == null) {
            known = read(file);
            if (version.settled()) {
                FileCache.ofProcess().put(version, new Footer(), known, known.bytes());
            }
        }
        return known;
    }

    private long bytes() {
        return BYTES_OF_CHUNK * (1 + groups.size()) * schema.leaves();
    }

    /** @throws FormatException if the file is no Parquet, or its footer cannot be true */
    static ParquetFile read(InputFile file) throws IOException {
        byte[] tail = new byte[TAIL];
        if (file.length() < 2 * TAIL) {
            throw FormatException.of(file.name(), "is no Parquet file: it is too short");
        }
        file.readFully(file.length() - TAIL, tail, 0, TAIL);
        String magic = new String(tail, 4, 4, StandardCharsets.ISO_8859_1);
        if (!magic.equals("PAR1")) {
            throw FormatException.of(
                    file.name(),
                    magic.equals("PARE") ? "is encrypted" : "is no Parquet file: it does not end with PAR1");
        }
        long length = LittleEndian.int32(tail, 0);
        if (length > file.length() - 2 * TAIL + 4) {
            throw FormatException.of(file.name(), "its footer does not fit into the file");
        }
        byte[] footer = new byte[(int) length];
        file.readFully(file.length() - TAIL - length, footer, 0, footer.length);
        try {
            return of(new CompactThrift(new ByteArrayInputStream(footer)).struct(), file.length());
        } catch (IOException | ClassCastException | IllegalArgumentException | ArithmeticException e) {
            String reason = e instanceof IOException ? e.getMessage() : "it is not as Parquet has it";
            throw FormatException.of(file.name(), "its footer is damaged: " + reason)
                    .causedBy(e);
        }
    }

    private static ParquetFile of(Map<Integer, Object> footer, long fileLength) throws IOException {
        ParquetSchema schema = new ParquetSchema(structs(footer, 2));
        List<RowGroup> groups = new ArrayList<>();
        long sum = 0;
        for (Map<Integer, Object> group : structs(footer, 4)) {
            List<Chunk> chunks = new ArrayList<>();
            for (Map<Integer, Object> chunk : structs(group, 1)) {
                if (chunk.containsKey(1)) {
                    throw new IOException("its columns are in another file, " + text(chunk, 1));
                }
                boolean encrypted = chunk.containsKey(8) || chunk.containsKey(9);
                chunks.add(encrypted ? new Chunk(Chunk.ENCRYPTED, 0, 0, 0) : chunk(struct(chunk, 3), fileLength));
            }
            long rows = number(group, 3, -1);
            if (chunks.size() != schema.leaves() || rows < 0) {
                throw new IOException("a row group has not all columns");
            }
            sum = Math.addExact(sum, rows);
            groups.add(new RowGroup(rows, chunks));
        }
        long rows = number(footer, 3, -1);
        if (rows != sum) {
            throw new IOException("it says " + rows + " rows, and its row groups have " + sum);
        }
        return new ParquetFile(schema, groups, footer.containsKey(6) ? text(footer, 6) : null);
    }

    private static Chunk chunk(Map<Integer, Object> about, long fileLength) throws IOException {
        long data = number(about, 9, -1);
        long dictionary = number(about, 11, 0);
        long start = dictionary > 0 && dictionary < data ? dictionary : data;
        long length = number(about, 7, -1);
        long values = number(about, 5, -1);
        if (start < 0 || length < 0 || start > fileLength || length > fileLength - start || values < 0) {
            throw new IOException("a column reaches beyond the end of the file");
        }
        return new Chunk((int) number(about, 4, -1), values, start, length);
    }

    ParquetSchema schema() {
        return schema;
    }

    List<RowGroup> groups() {
        return groups;
    }

    /** The program that wrote the file, as the decoding library wants to know; null if it did not say. */
    String createdBy() {
        return createdBy;
    }

    /** The number of rows. */
    long rows() {
        return groups.stream().mapToLong(RowGroup::rows).sum();
    }

    static long number(Map<Integer, Object> struct, int field, long otherwise) {
        Object value = struct.get(field);
        return value == null ? otherwise : (Long) value;
    }

    static String text(Map<Integer, Object> struct, int field) throws IOException {
        if (!(struct.get(field) instanceof byte[] bytes)) {
            throw new IOException("a name is missing");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @SuppressWarnings("unchecked")
    static Map<Integer, Object> struct(Map<Integer, Object> struct, int field) {
        return struct.get(field) instanceof Map<?, ?> map ? (Map<Integer, Object>) map : Map.of();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<Integer, Object>> structs(Map<Integer, Object> struct, int field) throws IOException {
        List<Map<Integer, Object>> structs = new ArrayList<>();
        if (struct.get(field) instanceof List<?> list) {
            for (Object entry : list) {
                if (!(entry instanceof Map<?, ?> map)) {
                    throw new IOException("a list holds something else than it should");
                }
                structs.add((Map<Integer, Object>) map);
            }
        }
        return structs;
    }
}
