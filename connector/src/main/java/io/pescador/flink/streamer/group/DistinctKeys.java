// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.group;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * No two samples of a batch have the same key. A sample whose key is in the batch already waits for one of the next batches, in the order
 * in which it came.
 *
 * <p>Where a key makes up more than one sample in {@code size}, more and more samples wait; beyond ten batches of them the stream fails.
 * Costs O(1) a sample, and for each batch O(samples that wait).
 *
 * @param <T> type of a sample
 */
@PublicEvolving
public final class DistinctKeys<T> implements Grouping<T> {

    private static final long serialVersionUID = 1;

    /** How many batches of samples may wait. */
    private static final int MOST_BATCHES = 10;

    /** Of a sample. */
    @FunctionalInterface
    public interface Key<T> extends Serializable {

        /** The key of a sample, which has {@code equals} and {@code hashCode}. */
        Object of(T sample);
    }

    private final String name;
    private final Key<? super T> key;
    private final int size;

    private DistinctKeys(String name, Key<? super T> key, int size) {
        this.name = name;
        this.key = key;
        this.size = size;
    }

    /**
     * Batches of so many samples.
     *
     * @param size samples of a batch, ≥ 1
     * @param name what messages call the key
     */
    public static <T> DistinctKeys<T> of(int size, String name, Key<? super T> key) {
        if (size < 1) {
            throw new IllegalArgumentException("buffer size is " + size + ": a batch has at least one sample");
        }
        return new DistinctKeys<>(name, key, size);
    }

    @Override
    public String words() {
        return "distinct " + name + " size " + size;
    }

    @Override
    public <E> Groups<E> start(Function<E, T> sample) {
        return new Distinct<>(sample);
    }

    /** Every key that waits is one of the batch's: else it would be in it. */
    private final class Distinct<E> implements Groups<E> {

        private final Function<E, T> sample;
        private final LinkedList<E> later = new LinkedList<>();
        private final Set<Object> keys = new HashSet<>();
        private List<E> batch = new ArrayList<>();

        Distinct(Function<E, T> sample) {
            this.sample = sample;
        }

        @Override
        public void add(E element) throws IOException {
            Object own = keyOf(element);
            if (keys.add(own)) {
                batch.add(element);
                return;
            }
            later.add(element);
            if (later.size() > (long) MOST_BATCHES * size) {
                long same = later.stream().filter(it -> keyOf(it).equals(own)).count();
                throw new IOException("no batch of " + size + " different \"" + name + "\" can be made: " + later.size()
                        + " samples wait, " + same + " of them with " + own
                        + ". Make batches smaller, or draw samples of "
                        + own + " less often");
            }
        }

        private Object keyOf(E element) {
            return key.of(sample.apply(element));
        }

        @Override
        public List<E> full() {
            return batch.size() < size ? null : next();
        }

        @Override
        public List<E> rest() {
            return batch.isEmpty() ? null : next();
        }

        private List<E> next() {
            List<E> given = batch;
            batch = new ArrayList<>();
            keys.clear();
            for (Iterator<E> waiting = later.iterator(); waiting.hasNext() && batch.size() < size; ) {
                E element = waiting.next();
                if (keys.add(keyOf(element))) {
                    batch.add(element);
                    waiting.remove();
                }
            }
            return given;
        }

        @Override
        public List<E> waiting() {
            List<E> waiting = new ArrayList<>(batch);
            waiting.addAll(later);
            return waiting;
        }
    }
}
