// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.spec;

import io.pescador.flink.format.FileFormat;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.record.Sample;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a leaf reads. */
@Internal
public sealed interface Input extends Serializable {

    /** Samples that stand in the plan. */
    record Items(List<Sample> samples) implements Input {}

    /**
     * A class of the plan's author.
     *
     * @param rowRule of its rows, if it has any
     */
    record OfClass(String className, RowRule rowRule) implements Input {}

    /**
     * The files that a pattern stands for.
     *
     * @param pattern as the plan writes it
     * @param spec what the plan asks of a file
     * @param whole the same for all there is in a file, with the types that it seems to have
     * @param captured name in the sample → the part of the path that it holds
     */
    record Files(
            FileFormat format,
            String pattern,
            FormatSpec spec,
            FormatSpec whole,
            Map<String, String> captured,
            RowRule rowRule,
            Distribution distribution)
            implements Input {}

    /**
     * Records that flow by.
     *
     * @param rule which stream a record belongs to
     * @param streams the ids of all streams, or null: they are discovered
     * @param maxStreams the most that are known at a time, or null for the default
     * @param idleTimeout after what time a silent stream counts as ended, or null
     * @param lanes number of tasks that one mux is spread over
     */
    record Live(
            LiveRule rule, List<String> streams, Integer maxStreams, Duration idleTimeout, int lanes, LiveBuffer buffer)
            implements Input {}

    /** How the rows of a leaf are dealt to shards. */
    enum Distribution {
        /** Each shard has a part. */
        SPLIT,
        /** The leaf goes to one shard as a whole. */
        WHOLE
    }
}
