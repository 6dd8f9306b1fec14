// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.metrics;

import org.apache.flink.annotation.PublicEvolving;

import java.io.Serializable;

/**
 * What readers did: the value of the accumulator {@link #NAME} of every job with a {@link io.pescador.flink.source.StreamerSource}. It can be asked for while the
 * job runs, of its {@code JobClient}, and is part of its result.
 *
 * @param readers how many it is of
 * @param activations of leaves that gave a sample, since the beginning of the plan
 * @param empty activations of leaves that came to their end without one, since the beginning of the plan
 * @param skipped streams that failed and were left out, since the beginning of the plan
 * @param open activations of streams that read, which are drawn from or made ready now
 * @param waitedForReads nanoseconds that the readers waited for leaves, since they were opened
 * @param waitedForConsumer nanoseconds in which whoever takes the samples held the readers up, since they were opened
 */
@PublicEvolving
public record SourceStatistics(
        int readers, long activations, long empty, long skipped, long open, long waitedForReads, long waitedForConsumer)
        implements Serializable {

    /** Name of the accumulator. */
    public static final String NAME = "pescador";

    /** Of no reader. */
    public static final SourceStatistics NONE = new SourceStatistics(0, 0, 0, 0, 0, 0, 0);

    /** The sums of both. */
    public SourceStatistics plus(SourceStatistics more) {
        return new SourceStatistics(
                readers + more.readers,
                activations + more.activations,
                empty + more.empty,
                skipped + more.skipped,
                open + more.open,
                waitedForReads + more.waitedForReads,
                waitedForConsumer + more.waitedForConsumer);
    }
}
