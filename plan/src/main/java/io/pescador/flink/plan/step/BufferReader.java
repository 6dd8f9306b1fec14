// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.step;

import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Type;
import io.pescador.flink.plan.key.Value;
import io.pescador.flink.plan.spec.Step;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Padding;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.group.DistinctKeys;
import io.pescador.flink.streamer.group.LengthBuckets;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads {@code buffer}: a number, or a mapping. */
final class BufferReader {

    private static final String BATCH = "a batch has a whole number of samples ≥ 1";
    private static final String UNITS =
            "a budget is a whole number ≥ 1: the number of samples × the length of the longest";
    private static final String BOUNDS = "a list of lengths in rising order, as [16, 32, 64]";

    private static final Key<Integer> SIZE =
            Key.of("size", Type.count(BATCH), "Samples of a batch; with `units`, at most.");
    private static final Key<Boolean> PARTIAL = Key.of(
            "partial",
            Type.flag(),
            "Whether what waits at the end is given in smaller batches. By default true with `bucket`, else false.");
    private static final Key<String> DISTINCT = Key.of(
            "distinct",
            Type.text("name of an array", "the name of the array that tells samples apart"),
            "No two samples of a batch have the same value in this array.");
    private static final Key<Long> UNITS_KEY = Key.of(
            "units", Type.atLeast(1, UNITS), "With `bucket`: the most that number × length of the longest may be.");

    private static final Key<String> LENGTH = Key.of(
            "length", Type.text("name of an array", "the name of an array"), "Samples are as long as its first axis.");
    private static final Key<String> BY = Key.of(
            "by",
            mapping("`{length: name}`", "by", List.of(LENGTH), by -> by.require(LENGTH, "the name of an array")),
            "How long a sample is.");
    private static final Key<long[]> BOUNDS_KEY = Key.of(
            "bounds",
            new Type<>(
                    "list of lengths",
                    Map.of("type", "array", "items", Map.of("type", List.of("integer", "string"))),
                    BufferReader::bounds),
            "The greatest length of each bucket but the last. By default each is a tenth above the one before.");
    private static final Key<Bucket> BUCKET = Key.of(
            "bucket",
            mapping("`{by: {length: name}, bounds: […]}`", "bucket", List.of(BY, BOUNDS_KEY), BufferReader::bucket),
            "Samples of like length make a batch.");

    static final Type<Step> TYPE = Type.mappingOr(
            "n, or `{size: n, partial: true}`",
            "buffer",
            List.of(SIZE, PARTIAL, DISTINCT, BUCKET, UNITS_KEY),
            Type.count(BATCH),
            size -> new BatchStep(size, false, Padding.NONE),
            BufferReader::full);

    /** @param bounds null: those that grow by a tenth */
    private record Bucket(String array, long[] bounds) {}

    private BufferReader() {}

    private static <T> Type<T> mapping(String takes, String what, List<Key<?>> keys, Function<Mapping, T> full) {
        return new Type<>(takes, Type.objectOf(keys), value -> {
            Mapping mapping = value.mapping();
            if (mapping == null) {
                return value.wrong("a mapping, " + takes.replace("`", ""));
            }
            mapping.refuseOthers(keys, what);
            return full.apply(mapping);
        });
    }

    private static Bucket bucket(Mapping mapping) {
        String array = mapping.require(BY, "say how long a sample is, as {length: ids}");
        long[] bounds = mapping.get(BOUNDS_KEY);
        return array == null || mapping.has(BOUNDS_KEY) && bounds == null ? null : new Bucket(array, bounds);
    }

    private static long[] bounds(Value value) {
        List<Value> elements = value.elements();
        if (elements == null) {
            return value.wrong(BOUNDS);
        }
        List<Long> bounds = new ArrayList<>();
        for (Value element : elements) {
            Long bound = Type.atLeast(0, BOUNDS).reader().apply(element);
            if (bound == null) {
                return null;
            }
            if (!bounds.isEmpty() && bound <= bounds.get(bounds.size() - 1)) {
                return element.refuse(
                        "bounds has " + bound + " after " + bounds.get(bounds.size() - 1) + ": " + BOUNDS);
            }
            bounds.add(bound);
        }
        return bounds.stream().mapToLong(Long::longValue).toArray();
    }

    private static Step full(Mapping mapping) {
        Long units = mapping.get(UNITS_KEY);
        Integer size = mapping.has(UNITS_KEY) ? mapping.get(SIZE) : mapping.require(SIZE, BATCH);
        Boolean partial = mapping.get(PARTIAL);
        String distinct = mapping.get(DISTINCT);
        Bucket bucket = mapping.get(BUCKET);
        if (mapping.has(DISTINCT) && mapping.has(BUCKET)) {
            mapping.refuse(
                    DISTINCT, "a batch has like lengths (bucket) or different values (distinct): keep one of the two");
            return null;
        }
        if (mapping.has(UNITS_KEY) && !mapping.has(BUCKET)) {
            mapping.refuse(
                    UNITS_KEY, "units counts the length of samples: say of which array, bucket: {by: {length: ids}}");
            return null;
        }
        if (size == null && units == null
                || mapping.has(BUCKET) && bucket == null
                || mapping.has(DISTINCT) && distinct == null) {
            return null;
        }
        if (bucket != null) {
            return bucketed(bucket, size, units, partial == null || partial);
        }
        boolean smaller = partial != null && partial;
        if (distinct != null) {
            return new GroupStep(
                    DistinctKeys.<Sample>of(size, distinct, sample -> sample.get(distinct)),
                    size,
                    size,
                    smaller,
                    Padding.NONE);
        }
        return new BatchStep(size, smaller, Padding.NONE);
    }

    private static Step bucketed(Bucket bucket, Integer size, Long units, boolean partial) {
        String array = bucket.array();
        LengthBuckets.Length<Sample> length = sample -> length(sample, array);
        LengthBuckets<Sample> buckets =
                units == null ? LengthBuckets.ofSize(size, array, length) : LengthBuckets.ofUnits(units, array, length);
        buckets = units != null && size != null ? buckets.atMost(size) : buckets;
        buckets = bucket.bounds() == null ? buckets : buckets.bounds(bucket.bounds());
        int most = size == null ? GroupStep.ANY_SIZE : size;
        return new GroupStep(buckets, most, most, partial, Padding.NONE);
    }

    private static long length(Sample sample, String name) {
        NdArray array = sample.get(name);
        if (array.rank() == 0) {
            throw new IllegalArgumentException("\"" + name + "\" is a single value: it has no length");
        }
        return array.length(0);
    }
}
