// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.count;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.accumulators.Accumulator;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What the streams of a {@link TopStreams} had given after so many samples, at points that lie ever further apart: a dozen for each power of
 * ten. It begins with the process, and is not saved with the run.
 *
 * <p>Each subtask has its own points, and those of the same number are added: subtasks keep together, so the sum is what all had given about
 * then.
 */
@Internal
public final class ShareHistory implements Accumulator<Integer, ShareHistory> {

    /** Name of the accumulator. */
    public static final String NAME = "history";

    private static final long serialVersionUID = 1;

    private static final double FURTHER = 1.2;

    private final long[] counts;

    /** Heartbeats serialize it while the task goes on. */
    private final ConcurrentSkipListMap<Long, long[]> points = new ConcurrentSkipListMap<>();

    private long next = 1;

    /** @param streams how many are told apart */
    ShareHistory(int streams) {
        counts = new long[1 + streams];
    }

    /** Counts a sample of one of the streams; of none of them, if it is negative. */
    @Override
    public void add(Integer stream) {
        counts[0]++;
        if (stream >= 0) {
            counts[1 + stream]++;
        }
        if (counts[0] == next) {
            points.put(next, counts.clone());
            next = (long) Math.ceil(FURTHER * next);
        }
    }

    /**
     * The samples of all then, and those of each stream; in their order. Once a subtask has ended there are no more points: what the others
     * give is not the whole.
     */
    public List<long[]> points() {
        if (points.isEmpty()) {
            return List.of();
        }
        long subtasks = points.firstEntry().getValue()[0] / points.firstKey();
        return points.entrySet().stream()
                .filter(point -> point.getValue()[0] == subtasks * point.getKey())
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public ShareHistory getLocalValue() {
        return this;
    }

    @Override
    public void resetLocal() {
        points.clear();
    }

    @Override
    public void merge(Accumulator<Integer, ShareHistory> other) {
        for (Map.Entry<Long, long[]> point : other.getLocalValue().points.entrySet()) {
            points.merge(point.getKey(), point.getValue().clone(), ShareHistory::sum);
        }
    }

    private static long[] sum(long[] one, long[] other) {
        long[] sum = one.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other[i];
        }
        return sum;
    }

    @Override
    public ShareHistory clone() {
        ShareHistory copy = new ShareHistory(counts.length - 1);
        copy.merge(this);
        return copy;
    }
}
