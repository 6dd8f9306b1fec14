// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.flow;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.accumulators.Accumulator;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** How many records of each stream passed. Of more than a thousand streams, those that came first are told apart. */
@Internal
public final class FlowCounts implements Accumulator<String, FlowCounts> {

    /** Counts travel with heartbeats. */
    public static final int MOST = 1000;

    private static final long serialVersionUID = 1;

    // Heartbeats read it while the task counts.
    private final Map<String, Long> streams = new ConcurrentHashMap<>();
    private final AtomicLong all = new AtomicLong();

    /** Counts a record of a stream. */
    @Override
    public void add(String stream) {
        all.incrementAndGet();
        if (streams.containsKey(stream) || streams.size() < MOST) {
            streams.merge(stream, 1L, Long::sum);
        }
    }

    /** How many passed in all. */
    public long all() {
        return all.get();
    }

    /** How many of each stream did. */
    public Map<String, Long> streams() {
        return streams;
    }

    @Override
    public FlowCounts getLocalValue() {
        return this;
    }

    @Override
    public void resetLocal() {
        streams.clear();
        all.set(0);
    }

    @Override
    public void merge(Accumulator<String, FlowCounts> other) {
        FlowCounts more = other.getLocalValue();
        more.streams.forEach((stream, count) -> streams.merge(stream, count, Long::sum));
        all.addAndGet(more.all.get());
    }

    @Override
    public FlowCounts clone() {
        FlowCounts copy = new FlowCounts();
        copy.merge(this);
        return copy;
    }
}
