// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.NdArrayTypeInfo;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;

import java.util.ArrayList;
import java.util.List;

/**
 * The arrays of a sample in the order of given names (pescador's {@code tuples}); for {@code map} of a streamer and of a stream alike.
 * Immutable.
 */
@PublicEvolving
public final class Tuples
        implements MapFunction<Sample, List<NdArray>>,
                Streamer.SerializableFunction<Sample, List<NdArray>>,
                ResultTypeQueryable<List<NdArray>> {

    private static final long serialVersionUID = 1;

    private final List<String> names;

    private Tuples(List<String> names) {
        this.names = names;
    }

    /**
     * @param names at least one
     */
    public static Tuples of(String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("tuples of no arrays: name at least one");
        }
        return new Tuples(List.of(names));
    }

    /**
     * @throws IllegalArgumentException if the sample lacks an array; the message lists those it has
     */
    @Override
    public List<NdArray> apply(Sample sample) {
        return arrays(sample, names);
    }

    static List<NdArray> arrays(Sample sample, List<String> names) {
        List<NdArray> arrays = new ArrayList<>(names.size());
        for (String name : names) {
            arrays.add(sample.get(name));
        }
        return arrays;
    }

    @Override
    public List<NdArray> map(Sample sample) {
        return apply(sample);
    }

    @Override
    public TypeInformation<List<NdArray>> getProducedType() {
        return Types.LIST(NdArrayTypeInfo.INSTANCE);
    }
}
