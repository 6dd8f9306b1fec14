// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.Limits;
import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.format.zip.ZipDirectory;
import io.pescador.flink.format.zip.ZipMember;
import io.pescador.flink.record.NdArray;

import org.apache.flink.annotation.PublicEvolving;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An open npz file: a zip with an npy file for each array. Opening reads the zip's directory only; an array's header is read when it is
 * asked for.
 *
 * <p>Used by one thread at a time.
 */
@PublicEvolving
public final class NpzFile implements Closeable {

    private static final String SUFFIX = ".npy";
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

    private final InputFile file;
    private final Map<String, ZipMember> arrays;

    private NpzFile(InputFile file, Map<String, ZipMember> arrays) {
        this.file = file;
        this.arrays = arrays;
    }

    /**
     * @param path an npz file, in any file system that Flink knows
     * @throws FormatException if it is none
     */
    public static NpzFile open(String path) throws IOException {
        InputFile file = InputFile.open(path);
        try {
            return open(file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    static NpzFile open(InputFile file) throws IOException {
        List<ZipMember> members = ZipDirectory.read(file);
        Set<String> exact = new HashSet<>();
        for (ZipMember member : members) {
            if (!member.name().endsWith(SUFFIX) && isArray(member, file)) {
                exact.add(member.name());
            }
        }
        Map<String, ZipMember> arrays = new LinkedHashMap<>();
        for (ZipMember member : members) {
            String name = member.name();
            if (name.endsWith(SUFFIX)) {
                String stem = name.substring(0, name.length() - SUFFIX.length());
                // numpy gives the member of exactly the name that was asked for.
                arrays.put(exact.contains(stem) ? name : stem, member);
            } else if (exact.contains(name)) {
                arrays.put(name, member);
            }
        }
        if (arrays.isEmpty()) {
            throw FormatException.of(file.name(), "is a zip without arrays: no member is an npy file");
        }
        return new NpzFile(file, arrays);
    }

    /** Whether a member whose name does not say so is an npy file. */
    private static boolean isArray(ZipMember member, InputFile file) throws IOException {
        if (member.size() < MAGIC.length) {
            return false;
        }
        try (InputStream in = member.open(file)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        }
    }

    /** The names of the arrays, in the order in which they were written. */
    public List<String> names() {
        return List.copyOf(arrays.keySet());
    }

    /**
     * @return type and shape of an array
     * @throws FormatException if there is no array of that name, or it holds neither numbers nor texts
     */
    public NpyHeader header(String name) throws IOException {
        return array(name).header();
    }

    /**
     * Reads a whole array.
     *
     * @throws FormatException if there is no array of that name, it holds neither numbers nor texts, or it is compressed and has more than
     *     {@link Limits#item()} bytes
     */
    public NdArray read(String name) throws IOException {
        return array(name).whole(file);
    }

    FileArray array(String name) throws IOException {
        ZipMember member = arrays.get(name);
        if (member == null) {
            throw FormatException.of(
                    file.name(),
                    "no array \"" + name + "\"; it has " + String.join(", ", arrays.keySet())
                            + ". Say which ones to read with `fields:`");
        }
        return member.deflated() ? DeflatedArray.of(file, name, member) : StoredArray.of(file, name, member);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
