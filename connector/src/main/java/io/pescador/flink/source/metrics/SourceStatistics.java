// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.metrics;

import org.apache.flink.annotation.PublicEvolving;

import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What readers did. Every job with a {@link io.pescador.flink.source.StreamerSource} has it in its accumulator {@link #NAME}, which its
 * {@code JobClient} returns while the job runs, and its result at the end:
 *
 * <pre>{@code
 * Optional<SourceStatistics> statistics = SourceStatistics.in(client.getAccumulators().get());
 * }</pre>
 *
 * <p>There it is a map of numbers, so that a client without this library on its class path, such as that of SQL, can read the result.
 *
 * @param readers how many it is of
 * @param activations of leaves that gave a sample, since the beginning of the plan
 * @param empty activations of leaves that came to their end without one, since the beginning of the plan
 * @param skipped streams that failed and were left out, since the beginning of the plan
 * @param open activations of streams that read, which are drawn from or made ready now
 * @param waitedForReads nanoseconds that the readers waited for leaves, since they were opened
 * @param waitedForConsumer nanoseconds in which the consumer of the samples held the readers up, since they were opened
 */
@PublicEvolving
public record SourceStatistics(
        int readers, long activations, long empty, long skipped, long open, long waitedForReads, long waitedForConsumer)
        implements Serializable {

    /** Name of the accumulator. */
    public static final String NAME = "pescador";

    /** Of no reader. */
    public static final SourceStatistics NONE = new SourceStatistics(0, 0, 0, 0, 0, 0, 0);

    /** What a job's accumulators hold of its sources; empty if it has none. */
    public static Optional<SourceStatistics> in(Map<String, Object> accumulators) {
        return accumulators.get(NAME) instanceof Map<?, ?> figures ? Optional.of(of(figures)) : Optional.empty();
    }

    static SourceStatistics of(Map<?, ?> figures) {
        return new SourceStatistics(
                (int) figure(figures, "readers"),
                figure(figures, "activations"),
                figure(figures, "empty"),
                figure(figures, "skipped"),
                figure(figures, "open"),
                figure(figures, "waitedForReads"),
                figure(figures, "waitedForConsumer"));
    }

    private static long figure(Map<?, ?> figures, String name) {
        return figures.get(name) instanceof Long figure ? figure : 0;
    }

    /** The figures by the names of the components. */
    TreeMap<String, Long> toMap() {
        return new TreeMap<>(Map.of(
                "readers", (long) readers,
                "activations", activations,
                "empty", empty,
                "skipped", skipped,
                "open", open,
                "waitedForReads", waitedForReads,
                "waitedForConsumer", waitedForConsumer));
    }

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
