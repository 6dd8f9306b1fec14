// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.group;

import org.apache.flink.annotation.Experimental;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.function.Function;

/**
 * Decides which samples make a batch. Immutable; a run through a stream has {@link Groups} of its own.
 *
 * @param <T> type of a sample
 */
@Experimental
public interface Grouping<T> extends Serializable {

    /** All settings in words: state is only resumed under the same ones. */
    String words();

    /**
     * No samples yet.
     *
     * @param sample the sample of an element
     * @param <E> what is put into groups: samples with where they came from
     */
    <E> Groups<E> start(Function<E, T> sample);

    /**
     * Samples on their way into groups.
     *
     * <p>State is what waits: adding {@link #waiting()} to new groups in its order leads to the same groups.
     */
    interface Groups<E> {

        /**
         * Adds an element. Legal once {@link #full} has answered null.
         *
         * @throws IOException if it fits into no group; the message says why, and the way out
         */
        void add(E element) throws IOException;

        /** A group that is complete, which is given away; null if there is none. */
        List<E> full();

        /** What waits at the end of the stream, group by group, smaller ones; null if nothing waits. */
        List<E> rest();

        /** What waits. */
        List<E> waiting();
    }
}
