// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.reader;

import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The shards that a reader draws from, and whose turn it is. Other threads may look at the shards; all else is the task's. */
final class Turns<T, R> implements Iterable<ShardRun<T, R>> {

    /** Which shard is next where the one whose sample comes first has nothing yet. */
    enum Order {
        /** That one all the same: samples come in the global order, whatever the timing. */
        GLOBAL,

        /** The next one that may have something: no shard waits for another. */
        AS_THEY_COME
    }

    private final Order order;
    private final List<ShardRun<T, R>> runs = new CopyOnWriteArrayList<>();

    Turns(Order order) {
        this.order = order;
    }

    void add(ShardRun<T, R> run) {
        runs.add(run);
        runs.sort(Comparator.comparingInt(ShardRun::shard));
    }

    void remove(ShardRun<T, R> run) {
        runs.remove(run);
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }

    int size() {
        return runs.size();
    }

    /** Whether a shard is alone, and has every turn. */
    boolean areOfOne() {
        return runs.size() == 1;
    }

    /** Whether there is a shard that may give more, now or later. */
    boolean anyHasRoom() {
        for (ShardRun<T, R> run : runs) {
            if (run.hasRoom()) {
                return true;
            }
        }
        return false;
    }

    /**
     * The shard to draw from, or null if there is none now.
     *
     * @param bound only numbers below it may be drawn
     */
    ShardRun<T, R> next(long bound) {
        ShardRun<T, R> first = null;
        for (ShardRun<T, R> run : runs) {
            if (run.mayDraw(bound)
                    && (first == null || run.nextNumber() < first.nextNumber())
                    && (order == Order.GLOBAL || !run.isWaiting())) {
                first = run;
            }
        }
        return first == null || first.isWaiting() ? null : first;
    }

    /** Whether a shard may draw, and waits for what it reads. */
    boolean anyWaits(long bound) {
        for (ShardRun<T, R> run : runs) {
            if (run.mayDraw(bound) && run.isWaiting()) {
                return true;
            }
        }
        return false;
    }

    /** The number that is drawn next, or would be without a bound; {@link Long#MAX_VALUE} for none. */
    long position() {
        long first = Long.MAX_VALUE;
        for (ShardRun<T, R> run : runs) {
            if (run.hasRoom() && !run.isPaused()) {
                first = Math.min(first, run.nextNumber());
            }
        }
        return first;
    }

    /** Flink names splits that are not here, too. */
    void pauseOrResume(Collection<String> pause, Collection<String> resume) {
        for (ShardRun<T, R> run : runs) {
            if (pause.contains(run.splitId())) {
                run.pause();
            } else if (resume.contains(run.splitId())) {
                run.resume();
            }
        }
    }

    Stream<ShardRun<T, R>> stream() {
        return runs.stream();
    }

    /** As they are now; a change meanwhile is not seen. */
    @Override
    public Iterator<ShardRun<T, R>> iterator() {
        return runs.iterator();
    }
}
