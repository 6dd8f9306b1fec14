// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.compile;

import io.pescador.flink.record.FieldNames;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Marks each sample with the number of its leaf, so that one can tell of a batch what it is made of. The mark is one more array of the
 * sample, which batches gather like the others, and which is taken off before anybody sees it.
 */
@Internal
public final class StreamTag implements Streamer.SerializableFunction<Sample, Sample> {

    /** Not a name that anybody gives to an array of theirs. */
    private static final String NAME = "pescador:stream";

    private static final long serialVersionUID = 1;

    private final int leaf;
    /** The last names and what they become; samples of a leaf mostly have the same. Replaced as a whole, so threads may share it. */
    private transient volatile Names last;

    private record Names(FieldNames from, FieldNames to) {}

    StreamTag(int leaf) {
        this.leaf = leaf;
    }

    @Override
    public Sample apply(Sample sample) {
        FieldNames names = sample.names();
        Names known = last;
        if (known == null || !known.from.equals(names)) {
            List<String> more = new ArrayList<>(names.asList());
            more.add(NAME);
            known = new Names(names, FieldNames.of(more));
            last = known;
        }
        NdArray[] arrays = new NdArray[names.size() + 1];
        for (int i = 0; i < names.size(); i++) {
            arrays[i] = sample.get(i);
        }
        arrays[names.size()] = NdArray.scalar((long) leaf);
        return Sample.of(known.to, arrays);
    }

    /** The numbers of the leaves that the sample is made of; null if it has no mark. */
    public static NdArray leaves(Sample sample) {
        return sample.has(NAME) ? sample.get(NAME) : null;
    }

    /** The sample without its mark. */
    public static Sample without(Sample sample) {
        int mark = sample.names().indexOf(NAME);
        if (mark < 0) {
            return sample;
        }
        List<String> names = new ArrayList<>(sample.names().asList());
        names.remove(mark);
        NdArray[] arrays = new NdArray[names.size()];
        for (int i = 0, from = 0; i < arrays.length; i++, from++) {
            from += from == mark ? 1 : 0;
            arrays[i] = sample.get(from);
        }
        return Sample.of(FieldNames.of(names), arrays);
    }
}
