// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.PollResult;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A random mixture whose weights change three times, from one that may be anything to one that may be anything. */
record RandomRevisions(RandomMixture mixture, List<double[]> weights, long segment) {

    static RandomRevisions of(long number, long segment) {
        Random random = new Random(number * 0x2545f4914f6cdd1dL);
        RandomMixture mixture = RandomMixture.of(number);
        List<double[]> weights = new ArrayList<>();
        double[] before = mixture.weights();
        for (int i = 0; i < 4; i++) {
            weights.add(before);
            before = Counts.normalized(changed(before, random));
        }
        return new RandomRevisions(mixture, weights, segment);
    }

    private static double[] changed(double[] before, Random random) {
        double[] after = before.clone();
        int streams = after.length;
        switch (random.nextInt(5)) {
            case 0 -> { // the other way round
                IntStream.range(0, streams).forEach(i -> after[i] = before[streams - 1 - i]);
            }
            case 1 -> { // one half goes, the other half comes
                IntStream.range(0, streams).forEach(i -> after[i] = i % 2 == 0 ? 0 : 1 + random.nextInt(9));
            }
            case 2 -> { // one takes most of it, whatever it had
                after[random.nextInt(streams)] += 1 + 9 * random.nextDouble();
            }
            case 3 -> { // the heaviest goes
                int heaviest = IntStream.range(0, streams).reduce(0, (a, b) -> before[a] < before[b] ? b : a);
                after[heaviest] = 0;
                after[(heaviest + 1) % streams] += 1e-3;
            }
            default -> // anything
            IntStream.range(0, streams).forEach(i -> after[i] = Math.pow(10, -4 * random.nextDouble()));
        }
        return after;
    }

    WeightSchedule schedule() {
        WeightSchedule schedule = WeightSchedule.none();
        for (int i = 1; i < weights.size(); i++) {
            schedule = schedule.at(i * segment, weights.get(i));
        }
        return schedule;
    }

    Streamer<Integer> tree() {
        return mixture.tree(schedule());
    }

    /** Whether streams are shorter than their quotas. */
    boolean hasShortStreams() {
        return IntStream.of(mixture.lengths()).anyMatch(length -> length > 0 && length < 2 * mixture.rate());
    }

    /** The largest distance of a stream from its share since the last revision, in parts of 3 · rate · (1 + w · √N). */
    double worst(long seed) {
        double worst = 0;
        int streams = mixture.weights().length;
        try (Sampling<Integer> sampling = Sampling.start(tree(), seed)) {
            for (double[] w : weights) {
                long[] counts = new long[streams];
                for (long n = 1; n <= segment && sampling.poll() == PollResult.ITEM; n++) {
                    int drawn = sampling.sample();
                    // Furthest behind right before a draw of it, furthest ahead right after, or at the end.
                    worst = Math.max(worst, off(drawn, counts, n - 1, w));
                    counts[drawn]++;
                    worst = Math.max(worst, off(drawn, counts, n, w));
                    for (int stream = 0; n % 500 == 0 && stream < streams; stream++) {
                        worst = Math.max(worst, off(stream, counts, n, w));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return worst;
    }

    private double off(int stream, long[] counts, long n, double[] w) {
        return Math.abs(counts[stream] - n * w[stream]) / bound(w[stream], w.length);
    }

    private double bound(double w, int streams) {
        return 3 * mixture.rate() * (1 + w * Math.sqrt(streams));
    }

    @Override
    public String toString() {
        return "weights that change every " + segment + " draws, of " + mixture;
    }
}
