// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInfo;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is drawn: named arrays in a fixed order, as a dictionary of arrays is in pescador. A row of a file is one, and so is a batch of
 * rows.
 *
 * <p>Immutable. Java can serialize it, so that a streamer may hold samples; {@link SampleCodec} writes what is stored and sent.
 */
@PublicEvolving
@TypeInfo(SampleTypeInfo.Factory.class)
public final class Sample implements Serializable {

    private final FieldNames names;
    private final NdArray[] arrays;

    private Sample(FieldNames names, NdArray[] arrays) {
        this.names = names;
        this.arrays = arrays;
    }

    /**
     * @param names the names
     * @param arrays an array for each name, in the same order; not copied: the caller gives the Java array away
     * @throws IllegalArgumentException if there are not as many arrays as names
     */
    public static Sample of(FieldNames names, NdArray... arrays) {
        if (names.size() != arrays.length) {
            throw new IllegalArgumentException(arrays.length + " arrays for " + names.size() + " names: " + names);
        }
        return new Sample(names, arrays);
    }

    /** A sample in the map's order. */
    public static Sample of(Map<String, NdArray> arrays) {
        return new Sample(
                FieldNames.of(List.copyOf(arrays.keySet())), arrays.values().toArray(new NdArray[0]));
    }

    /** A sample of one array. */
    public static Sample of(String name, NdArray array) {
        return of(FieldNames.of(name), array);
    }

    /** A sample of two arrays. */
    public static Sample of(String name1, NdArray array1, String name2, NdArray array2) {
        return of(FieldNames.of(name1, name2), array1, array2);
    }

    /** The names, in order. */
    public FieldNames names() {
        return names;
    }

    /** The number of arrays. */
    public int size() {
        return arrays.length;
    }

    /**
     * @param index place of the name, from 0 to {@code size() - 1}
     * @return the array in that place
     */
    public NdArray get(int index) {
        return arrays[index];
    }

    /**
     * @return the array of that name
     * @throws IllegalArgumentException if there is none; the message lists the names there are
     */
    public NdArray get(String name) {
        int index = names.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("no array \"" + name + "\" in this sample; it has " + names);
        }
        return arrays[index];
    }

    /** Whether there is an array of that name. */
    public boolean has(String name) {
        return names.indexOf(name) >= 0;
    }

    /** A sample with one array replaced in its place, or added at the end. */
    public Sample with(String name, NdArray array) {
        int index = names.indexOf(name);
        if (index >= 0) {
            NdArray[] changed = arrays.clone();
            changed[index] = array;
            return new Sample(names, changed);
        }
        List<String> more = new ArrayList<>(names.asList());
        more.add(name);
        NdArray[] longer = Arrays.copyOf(arrays, arrays.length + 1);
        longer[arrays.length] = array;
        return new Sample(FieldNames.of(more), longer);
    }

    /** The bytes of all arrays together. */
    public long byteSize() {
        long bytes = 0;
        for (NdArray array : arrays) {
            bytes += array.byteSize();
        }
        return bytes;
    }

    /** The arrays by name, in order; a copy. */
    public Map<String, NdArray> toMap() {
        Map<String, NdArray> map = new LinkedHashMap<>();
        for (int i = 0; i < arrays.length; i++) {
            map.put(names.get(i), arrays[i]);
        }
        return map;
    }

    /**
     * Samples of one kind as a batch: each array gets a new first axis, one entry a sample ({@code np.array} over each name; pescador's
     * {@code buffer_stream}).
     *
     * @throws IllegalArgumentException if there is no sample, or one differs from the first in names, or in type or shape of an array; the
     *     message names both
     */
    public static Sample stack(List<Sample> samples) {
        return join(samples, -1);
    }

    /**
     * Samples of one kind with each array put behind the other along an axis that it has ({@code np.concatenate} over each name).
     *
     * @throws IllegalArgumentException if there is no sample, or one differs from the first in names, or in type or shape of an array; the
     *     message names both
     */
    public static Sample concatenate(List<Sample> samples, int axis) {
        if (axis < 0) {
            throw new IllegalArgumentException("axis is " + axis + ": an axis is a number ≥ 0");
        }
        return join(samples, axis);
    }

    private static Sample join(List<Sample> samples, int axis) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("no samples to join");
        }
        Sample first = samples.get(0);
        for (int i = 1; i < samples.size(); i++) {
            String difference = difference(first, samples.get(i), axis);
            if (difference != null) {
                throw new IllegalArgumentException("samples 0 and " + i + " cannot be joined: " + difference);
            }
        }
        NdArray[] joined = new NdArray[first.arrays.length];
        List<NdArray> column = new ArrayList<>(samples.size());
        for (int field = 0; field < joined.length; field++) {
            column.clear();
            for (Sample sample : samples) {
                column.add(sample.arrays[field]);
            }
            joined[field] = axis < 0 ? Joining.stackAlike(column) : Joining.concatenateAlike(column, axis);
        }
        return new Sample(first.names, joined);
    }

    private static String difference(Sample first, Sample other, int axis) {
        if (!first.names.equals(other.names)) {
            return "their arrays are " + first.names + " and " + other.names;
        }
        for (int field = 0; field < first.arrays.length; field++) {
            NdArray one = first.arrays[field];
            NdArray two = other.arrays[field];
            if (Joining.difference(one, two, axis) != null) {
                return "\"" + first.names.get(field) + "\" is " + kind(one) + " in the first and " + kind(two)
                        + " in the second";
            }
        }
        return null;
    }

    private static String kind(NdArray array) {
        return array.dtype().numpyName() + " " + Shape.text(array.shape());
    }

    /** Writes a JSON object with a key for each array; see {@link NdArray#writeJson}. */
    public void writeJson(Appendable out) throws IOException {
        out.append('{');
        for (int i = 0; i < arrays.length; i++) {
            out.append(i == 0 ? "" : ",");
            ArrayText.jsonString(names.get(i), out);
            out.append(':');
            arrays[i].writeJson(out);
        }
        out.append('}');
    }

    /** Equal samples have equal arrays under the same names in the same order. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Sample that && names.equals(that.names) && Arrays.equals(arrays, that.arrays);
    }

    @Override
    public int hashCode() {
        return 31 * names.hashCode() + Arrays.hashCode(arrays);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < arrays.length; i++) {
            text.append(i == 0 ? "" : ", ").append(names.get(i)).append(": ").append(arrays[i]);
        }
        return text.append('}').toString();
    }
}
