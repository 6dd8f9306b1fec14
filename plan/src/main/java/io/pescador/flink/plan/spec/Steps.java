// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.spec;

import io.pescador.flink.format.BadRecords;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * What a node does to its samples.
 *
 * @param list in the order in which they are applied
 * @param onError what happens when a leaf below cannot be read; null: as the node above says
 */
@Internal
public record Steps(List<Step> list, OnError onError) implements Serializable {

    /** Nothing is done. */
    public static final Steps NONE = new Steps(List.of(), null);

    /**
     * What happens when a leaf cannot be read.
     *
     * @param stream when it cannot be read at all, or not on
     * @param records when a record in it cannot be read
     */
    public record OnError(Stream stream, BadRecords records) implements Serializable {

        /** What happens to a stream. */
        public enum Stream {
            /** The job fails. */
            FAIL,
            /** The leaf is left out. */
            SKIP
        }

        /** The job fails. */
        public static final OnError FAIL = new OnError(Stream.FAIL, BadRecords.REFUSED);

        /** Whether the leaf is left out. */
        public boolean skips() {
            return stream == Stream.SKIP;
        }
    }

    /** The same for a node, where the node above says {@code above}. */
    public OnError onError(OnError above) {
        return onError == null ? above : onError;
    }

    /** The step that makes batches, if there is one. */
    public Optional<Step> batching() {
        return list.stream().filter(step -> step.batchSize() > 0).findFirst();
    }

    /** How many samples wait in these steps at a time, at most. */
    public long held() {
        return list.stream().mapToLong(Step::held).sum();
    }
}
