// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;

import java.util.List;

/**
 * The arrays of a sample that go into a model and those that come out of it (pescador's {@code keras_tuples}); for {@code map} of a
 * streamer and of a stream alike. Immutable.
 */
@PublicEvolving
public final class KerasTuples
        implements MapFunction<Sample, KerasTuple>,
                Streamer.SerializableFunction<Sample, KerasTuple>,
                ResultTypeQueryable<KerasTuple> {

    private static final long serialVersionUID = 1;

    private final List<String> inputs;
    private final List<String> outputs;

    private KerasTuples(List<String> inputs, List<String> outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /** One input and one output. */
    public static KerasTuples of(String input, String output) {
        return of(List.of(input), List.of(output));
    }

    /**
     * Any number of both, but not none of either.
     *
     * @param inputs names; empty for none
     * @param outputs names; empty for none
     */
    public static KerasTuples of(List<String> inputs, List<String> outputs) {
        if (inputs.isEmpty() && outputs.isEmpty()) {
            throw new IllegalArgumentException("keras_tuples of no arrays: name at least one input or output");
        }
        return new KerasTuples(List.copyOf(inputs), List.copyOf(outputs));
    }

    /**
     * @throws IllegalArgumentException if the sample lacks an array; the message lists those it has
     */
    @Override
    public KerasTuple apply(Sample sample) {
        return new KerasTuple(Tuples.arrays(sample, inputs), Tuples.arrays(sample, outputs));
    }

    @Override
    public KerasTuple map(Sample sample) {
        return apply(sample);
    }

    @Override
    public TypeInformation<KerasTuple> getProducedType() {
        return KerasTuple.TYPE;
    }
}
