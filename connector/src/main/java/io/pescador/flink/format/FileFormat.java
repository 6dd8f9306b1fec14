// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;

import org.apache.flink.annotation.Experimental;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A kind of file that holds samples. Formats are found by {@link java.util.ServiceLoader}: a new one is a class with a public constructor
 * without arguments, and its name in {@code META-INF/services/io.pescador.flink.format.FileFormat}. Plans can use it at once, with patterns,
 * captures, {@code fields}, {@code rows} and weights as with any other.
 *
 * <pre>{@code
 * public record FastaFormat() implements FileFormat {
 *     public String name() { return "fasta"; }
 *     public String meaning() { return "Sequences of a FASTA file."; }
 *     public List<String> endings() { return Compression.endings("fasta"); }
 *     public Rows<Sample> rows(String path, FormatSpec spec) { return new FastaRows(path, spec); }
 * }
 * }</pre>
 *
 * <p>Implementations are stateless. Two objects of one class are equal; records are so by themselves.
 */
@Experimental
public interface FileFormat extends Serializable {

    /** What some formats can do beyond reading rows. */
    enum Feature {
        /** Arrays have names in the file; {@code fields} chooses among them. Without it a file holds one array, to which it gives a name. */
        NAMES,
        /** {@code types} declares what values are. */
        TYPES,
        /** Values may be missing, and {@code nulls} says what stands for them. */
        NULLS,
        /** Records that cannot be read can be left out one by one. */
        BAD_RECORDS,
        /** {@code window} makes items of several rows. */
        WINDOW,
        /** Arrays that {@code fields} leaves out are not read, and leaving some out changes no other array of any row. */
        ARRAYS_APART
    }

    /** The key of a leaf of this format in a plan, such as {@code npz}: lower-case letters, digits and {@code _}. No two formats share one. */
    String name();

    /** What a leaf of this format gives, in one sentence, for the reference of plans. */
    String meaning();

    /** How names of such files end, without the first dot, such as {@code csv} and {@code csv.gz}; the usual ending first. May be empty. */
    List<String> endings();

    /** What this format can do; {@link Feature#NAMES} if it is not said. */
    default Set<Feature> features() {
        return Set.of(Feature.NAMES);
    }

    /** The options that only this format has; none if it is not said. */
    default List<FormatOption<?>> options() {
        return List.of();
    }

    /** The order in which rows are read where nothing else is asked: one that costs little. {@link RowOrder#ROTATING} if it is not said. */
    default RowOrder defaultOrder() {
        return RowOrder.ROTATING;
    }

    /**
     * What an activation reads besides its own rows, in a few words for {@code pescador check}: everything before them, if it is not said.
     *
     * @param path of a file, whose ending may matter
     */
    default String readsBesides(String path, RowOrder order) {
        return order == RowOrder.IN_ORDER
                ? "nothing"
                : "all rows before its own; they are kept while they take less than 64 MiB";
    }

    /**
     * What arrays are called in a file, for a first plan of it: the names of its first row, if it is not said.
     *
     * @param spec says how to read it, and chooses nothing
     * @return none if there is no row
     */
    default List<String> names(String path, FormatSpec spec) throws IOException {
        try (RowReader<Sample> reader = rows(path, spec).open()) {
            Sample first = reader.read(0);
            List<String> names = new ArrayList<>();
            for (int i = 0; first != null && i < first.size(); i++) {
                names.add(first.names().get(i));
            }
            return names;
        }
    }

    /**
     * The rows of a file. Nothing is opened yet.
     *
     * @param path of the file, in any file system that Flink knows
     * @param spec what to read of it; it uses only {@link #features()} and {@link #options()} of this format
     * @throws IllegalArgumentException if the format has not what {@code spec} asks; the message says what to write instead
     */
    Rows<Sample> rows(String path, FormatSpec spec);
}
