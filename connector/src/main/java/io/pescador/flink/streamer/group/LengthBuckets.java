// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.group;

import org.apache.flink.annotation.PublicEvolving;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Samples of like length make a batch, so that little of it is padding. A sample goes into the bucket of the smallest bound that its
 * length does not exceed; a bucket that is full is a batch. Every bucket holds less than a batch, so (bounds + 1) · size samples wait at
 * most.
 *
 * <p>By default each bound is a tenth above the one before, so the longest sample of a batch is at most that much longer than the
 * shortest. Costs O(log bounds) a sample.
 *
 * @param <T> type of a sample
 */
@PublicEvolving
public final class LengthBuckets<T> implements Grouping<T> {

    private static final long serialVersionUID = 1;

    /** Of a sample. */
    @FunctionalInterface
    public interface Length<T> extends Serializable {

        /** How long a sample is, ≥ 0. */
        long of(T sample);
    }

    private final String name;
    private final Length<? super T> length;
    private final long[] bounds;
    private final int size;
    private final long units;

    private LengthBuckets(String name, Length<? super T> length, long[] bounds, int size, long units) {
        this.name = name;
        this.length = length;
        this.bounds = bounds;
        this.size = size;
        this.units = units;
    }

    /**
     * Batches of so many samples.
     *
     * @param size samples of a batch, ≥ 1
     * @param name what messages call that which has the length
     */
    public static <T> LengthBuckets<T> ofSize(int size, String name, Length<? super T> length) {
        if (size < 1) {
            throw new IllegalArgumentException("buffer size is " + size + ": a batch has at least one sample");
        }
        return new LengthBuckets<>(name, length, growing(), size, Long.MAX_VALUE);
    }

    /**
     * Batches of as many samples as fit into a budget: number × length of the longest, padding included.
     *
     * @param units the budget, ≥ 1
     * @param name what messages call that which has the length
     */
    public static <T> LengthBuckets<T> ofUnits(long units, String name, Length<? super T> length) {
        if (units < 1) {
            throw new IllegalArgumentException("units is " + units + ": a batch holds at least one");
        }
        return new LengthBuckets<>(name, length, growing(), Integer.MAX_VALUE, units);
    }

    /** The same with no more than so many samples in a batch. */
    public LengthBuckets<T> atMost(int samples) {
        if (samples < 1) {
            throw new IllegalArgumentException("buffer size is " + samples + ": a batch has at least one sample");
        }
        return new LengthBuckets<>(name, length, bounds, samples, units);
    }

    /**
     * The same with other buckets.
     *
     * @param rising the greatest length of each bucket but the last, which takes all above; none: one bucket
     */
    public LengthBuckets<T> bounds(long... rising) {
        for (int i = 0; i < rising.length; i++) {
            if (rising[i] < (i == 0 ? 0 : rising[i - 1] + 1)) {
                throw new IllegalArgumentException(
                        "bounds are " + Arrays.toString(rising) + ": they are lengths ≥ 0 in rising order");
            }
        }
        return new LengthBuckets<>(name, length, rising.clone(), size, units);
    }

    private static long[] growing() {
        List<Long> bounds = new ArrayList<>();
        for (long bound = 1; bound < Integer.MAX_VALUE; bound = Math.max(bound + 1, bound * 11 / 10)) {
            bounds.add(bound);
        }
        return bounds.stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    public String words() {
        return "buckets of " + name + " " + Arrays.toString(bounds) + " size " + size + " units " + units;
    }

    @Override
    public <E> Groups<E> start(Function<E, T> sample) {
        return new Buckets<>(sample);
    }

    private static final class Bucket<E> {

        private final List<E> elements = new ArrayList<>();
        private long longest = 1;
    }

    private final class Buckets<E> implements Groups<E> {

        private final Function<E, T> sample;
        private final TreeMap<Integer, Bucket<E>> buckets = new TreeMap<>();
        private List<E> full;

        Buckets(Function<E, T> sample) {
            this.sample = sample;
        }

        @Override
        public void add(E element) throws IOException {
            long own = length.of(sample.apply(element));
            if (own > units) {
                throw new IOException("\"" + name + "\" of a sample is " + own + " long, and a batch holds " + units
                        + " in all. Raise units, or leave such samples out (filter)");
            }
            int place = Arrays.binarySearch(bounds, own);
            int number = place < 0 ? -place - 1 : place;
            Bucket<E> bucket = buckets.computeIfAbsent(number, it -> new Bucket<>());
            long longest = Math.max(bucket.longest, own);
            if (bucket.elements.size() + 1 > units / longest) {
                full = bucket.elements;
                bucket = new Bucket<>();
                buckets.put(number, bucket);
                longest = Math.max(bucket.longest, own);
            }
            bucket.longest = longest;
            bucket.elements.add(element);
            if (bucket.elements.size() == size) {
                full = bucket.elements;
                buckets.remove(number);
            }
        }

        @Override
        public List<E> full() {
            List<E> given = full;
            full = null;
            return given;
        }

        @Override
        public List<E> rest() {
            Map.Entry<Integer, Bucket<E>> shortest = buckets.pollFirstEntry();
            return shortest == null ? null : shortest.getValue().elements;
        }

        @Override
        public List<E> waiting() {
            List<E> waiting = new ArrayList<>();
            buckets.values().forEach(bucket -> waiting.addAll(bucket.elements));
            return waiting;
        }
    }
}
