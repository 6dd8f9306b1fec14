// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

import org.apache.flink.annotation.PublicEvolving;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * The names of a sample's arrays, in order and each once. Samples of one origin share them, so that a row costs its arrays and no map.
 *
 * <p>Immutable.
 */
@PublicEvolving
public final class FieldNames implements Iterable<String>, Serializable {

    /** As many arrays as one sample can have. */
    static final int MAX_FIELDS = 65_536;

    /** As many bytes of UTF-8 as a name can have. */
    static final int MAX_NAME_BYTES = 65_535;

    private final String[] names;
    private final byte[][] encoded;

    private FieldNames(String[] names) {
        this.names = names;
        this.encoded = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            encoded[i] = names[i].getBytes(StandardCharsets.UTF_8);
        }
    }

    /** @throws IllegalArgumentException if a name is there twice, there are more than 65 536, or one is over 65 535 bytes long */
    public static FieldNames of(List<String> names) {
        if (names.size() > MAX_FIELDS) {
            throw new IllegalArgumentException("a sample has at most " + MAX_FIELDS + " arrays, not " + names.size());
        }
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("a sample has two arrays named \"" + name + "\"");
            }
        }
        FieldNames fields = new FieldNames(names.toArray(new String[0]));
        for (int i = 0; i < fields.encoded.length; i++) {
            if (fields.encoded[i].length > MAX_NAME_BYTES) {
                throw new IllegalArgumentException(
                        "the name of array " + i + " is longer than " + MAX_NAME_BYTES + " bytes");
            }
        }
        return fields;
    }

    /** @see #of(List) */
    public static FieldNames of(String... names) {
        return of(List.of(names));
    }

    /** How many there are. */
    public int size() {
        return names.length;
    }

    /**
     * @param index from 0 to {@code size() - 1}
     * @return the name in that place
     */
    public String get(int index) {
        return names[index];
    }

    /** The place of a name, or −1. */
    public int indexOf(String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** The names as an unmodifiable list. */
    public List<String> asList() {
        return List.of(names);
    }

    @Override
    public Iterator<String> iterator() {
        return asList().iterator();
    }

    /** The name's UTF-8; not a copy. */
    byte[] encoded(int index) {
        return encoded[index];
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof FieldNames that && Arrays.equals(names, that.names);
    }

    @Override
    public int hashCode() {
        return asList().hashCode();
    }

    /** The names between commas. */
    @Override
    public String toString() {
        return String.join(", ", names);
    }
}
