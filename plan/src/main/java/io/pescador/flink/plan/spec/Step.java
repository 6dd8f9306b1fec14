// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.spec;

import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.problem.SourceLocation;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.annotation.Experimental;

import java.io.Serializable;
import java.util.List;

/** A step of a plan: something that a node does to its samples. Implementations are records. */
@Experimental
public interface Step extends Serializable {

    /** Steps are applied in ascending order, whatever the order of the keys in the plan. */
    enum Phase {
        /** Each sample becomes another one. */
        MAP,
        /** Some samples are left out. */
        FILTER,
        /** The stream is repeated. */
        REPEAT,
        /** Samples are kept and given again. */
        CACHE,
        /** The stream is cut off. */
        LIMIT,
        /** Samples become batches. */
        BATCH;

        /** Whether such a step only looks at how many samples there are, not at what they hold. */
        public boolean countsOnly() {
            return this == REPEAT || this == CACHE || this == LIMIT;
        }
    }

    /** When it is applied. */
    Phase phase();

    /** The key under which {@link Locations} has its line. */
    String key();

    /**
     * Adds the step to a stream.
     *
     * @param at where the plan asks for it
     * @param problems for what can be told only now, such as a class that does not exist
     * @throws IllegalArgumentException if the stream cannot have the step; the message says why
     */
    Streamer<Sample> apply(Streamer<Sample> streamer, SourceLocation at, Problems problems);

    /** How many samples wait in it at a time, at most. */
    default long held() {
        return 0;
    }

    /** How many samples make a batch; 0 where it makes none. */
    default int batchSize() {
        return 0;
    }

    /** Whether all batches but the last have that size. */
    default boolean isEven() {
        return true;
    }

    /**
     * What makes a batch of samples.
     *
     * @throws IllegalArgumentException if they cannot be joined; the message names what differs
     */
    default Sample joined(List<Sample> samples) {
        return Sample.stack(samples);
    }
}
