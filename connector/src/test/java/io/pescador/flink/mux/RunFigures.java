// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.Trace;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The figures of one run, by the definitions of the conformance suite's description. */
final class RunFigures {

    private final List<String> paths = new ArrayList<>();
    private int[] leaf;
    private int[] activation;

    private RunFigures() {}

    /** Figures of {@code samples} samples under {@code seed}, the first {@code warm} of them dropped. */
    static Map<String, Double> of(Streamer<String> plan, long seed, int samples, int warm) throws IOException {
        RunFigures run = new RunFigures();
        run.draw(plan, seed, samples, warm);
        return run.figures();
    }

    private void draw(Streamer<String> plan, long seed, int samples, int warm) throws IOException {
        leaf = new int[samples];
        activation = new int[samples];
        int[] pathOf = new int[1024];
        Arrays.fill(pathOf, -1);
        Map<String, Integer> numbers = new HashMap<>();
        Trace trace = new Trace();
        int drawn = 0;
        try (Sampling<String> sampling = Sampling.start(plan, seed)) {
            while (drawn < samples && sampling.poll() == PollResult.ITEM) {
                sampling.locate(trace);
                int number = (int) trace.activation();
                if (number >= pathOf.length) {
                    int length = pathOf.length;
                    pathOf = Arrays.copyOf(pathOf, 2 * number);
                    Arrays.fill(pathOf, length, pathOf.length, -1);
                }
                if (pathOf[number] < 0) {
                    pathOf[number] = numbers.computeIfAbsent(path(trace), path -> {
                        paths.add(path);
                        return paths.size() - 1;
                    });
                }
                activation[drawn] = number;
                leaf[drawn++] = pathOf[number];
            }
        }
        leaf = Arrays.copyOfRange(leaf, Math.min(warm, drawn), drawn);
        activation = Arrays.copyOfRange(activation, Math.min(warm, drawn), drawn);
    }

    static String path(Trace trace) {
        StringBuilder path = new StringBuilder();
        for (int child : trace.path()) {
            path.append(path.isEmpty() ? "" : "/").append(child);
        }
        return path.toString();
    }

    private Map<String, Double> figures() {
        int n = leaf.length;
        Map<String, Double> figures = new TreeMap<>();
        figures.put("length", (double) n);
        double[] counts = new double[paths.size()];
        int repeats = 0;
        for (int i = 0; i < n; i++) {
            counts[leaf[i]]++;
            repeats += i > 0 && leaf[i] == leaf[i - 1] ? 1 : 0;
        }
        for (int path = 0; path < counts.length; path++) {
            figures.put("share " + paths.get(path), counts[path] / n);
        }
        figures.put("repeat", repeats / (n - 1.0));
        activations(figures);
        for (int window : new int[] {16, 64, 256}) {
            figures.put("distinct_in_" + window, distinct(window));
        }
        return figures;
    }

    private void activations(Map<String, Double> figures) {
        int n = leaf.length;
        int most = Arrays.stream(activation).max().orElse(-1) + 1;
        int[] first = new int[most];
        int[] last = new int[most];
        int[] count = new int[most];
        int seen = 0;
        for (int i = 0; i < n; i++) {
            int number = activation[i];
            if (count[number]++ == 0) {
                first[number] = i;
                seen++;
            }
            last[number] = i;
        }
        Moments samples = new Moments();
        Moments span = new Moments();
        for (int number = 0; number < most; number++) {
            if (count[number] > 0 && first[number] >= n / 10.0 && last[number] < n - n / 10.0) {
                samples.add(count[number]);
                span.add(last[number] - first[number] + 1);
            }
        }
        figures.put("activations_per_1000", 1000.0 * seen / n);
        figures.put("samples_per_activation_mean", samples.mean());
        figures.put("samples_per_activation_var", samples.variance());
        figures.put("span_mean", span.mean());
        figures.put("span_sd", Math.sqrt(span.variance()));
    }

    private double distinct(int window) {
        Moments distinct = new Moments();
        int[] seenIn = new int[paths.size()];
        for (int start = 0; start + window <= leaf.length; start += window) {
            int different = 0;
            for (int i = start; i < start + window; i++) {
                if (seenIn[leaf[i]] != start + 1) {
                    seenIn[leaf[i]] = start + 1;
                    different++;
                }
            }
            distinct.add(different);
        }
        return distinct.mean();
    }
}
