// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.PollResult;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Streams whose items are their own numbers, and how often each of them was drawn. */
final class Counts {

    private Counts() {}

    /** Endless streams: stream i gives i for ever. */
    static List<Streamer<Integer>> endless(int streams) {
        return IntStream.range(0, streams)
                .mapToObj(i -> (Streamer<Integer>) Streamer.<Integer>items((seed, skip) -> () -> i))
                .toList();
    }

    /** Stream i gives i, {@code lengths[i]} times; endless where that is 0. */
    static List<Streamer<Integer>> ofLengths(int... lengths) {
        List<Streamer<Integer>> streams = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            int number = i;
            int length = lengths[i];
            streams.add(
                    length == 0
                            ? endless(i + 1).get(i)
                            : Streamer.<Integer>items((seed, skip) -> {
                                        long[] left = {length - skip};
                                        return () -> left[0]-- > 0 ? number : null;
                                    })
                                    .finite(true));
        }
        return streams;
    }

    /** What is told after each draw. */
    @FunctionalInterface
    interface Watch {
        void drawn(int stream, long draws, long[] counts);
    }

    /** How often each stream was drawn among the first {@code draws} samples. */
    static long[] of(Streamer<Integer> streamer, int streams, long seed, long draws) {
        return of(streamer, streams, seed, draws, (stream, n, counts) -> {});
    }

    static long[] of(Streamer<Integer> streamer, int streams, long seed, long draws, Watch watch) {
        long[] counts = new long[streams];
        try (Sampling<Integer> sampling = Sampling.start(streamer, seed)) {
            for (long n = 1; n <= draws && sampling.poll() == PollResult.ITEM; n++) {
                int stream = sampling.sample();
                counts[stream]++;
                watch.drawn(stream, n, counts);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return counts;
    }

    /** WeightsCodec that fall as 1, 1/2, 1/3, …, of sum 1. */
    static double[] zipf(int streams) {
        return normalized(
                IntStream.range(0, streams).mapToDouble(i -> 1.0 / (i + 1)).toArray());
    }

    static double[] normalized(double... weights) {
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }

    /** Half the sum of the differences between the given shares and the weights. */
    static double totalVariation(long[] counts, double[] weights) {
        double all = LongStream.of(counts).sum();
        return IntStream.range(0, counts.length)
                        .mapToDouble(i -> Math.abs(counts[i] / all - weights[i]))
                        .sum()
                / 2;
    }
}
