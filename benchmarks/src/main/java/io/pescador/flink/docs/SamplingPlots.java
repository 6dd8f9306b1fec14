// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.docs;

import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.Pool;
import io.pescador.flink.mux.Weighting;
import io.pescador.flink.mux.quota.Dist;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.Trace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Draws the plots of {@code docs/sampling.md} from the real sampler: {@code SamplingPlots <directory>}. */
public final class SamplingPlots {

    private static final int STREAMS = 100;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int EDGE = 55;
    private static final String[] COLOURS = {"#1b6ca8", "#d1495b", "#3a7d44"};

    private SamplingPlots() {}

    /** One line of points. */
    private record Line(String name, double[] x, double[] y) {}

    public static void main(String[] args) throws IOException {
        Locale.setDefault(Locale.ROOT);
        Path directory = Files.createDirectories(Path.of(args[0]));
        Files.writeString(directory.resolve("shares.svg"), shares());
        Files.writeString(directory.resolve("replacement.svg"), replacementTimes());
        Files.writeString(directory.resolve("short-streams.svg"), shortStreams());
        Files.writeString(directory.resolve("exposure.svg"), exposure());
    }

    /** 100 endless streams, each of its own number; 10 slots, rate 8. */
    private static Mux<Integer> mux(double[] weights, StochasticPolicy policy) {
        return Mux.of(
                Pool.of(IntStream.range(0, STREAMS)
                                .mapToObj(i -> Streamer.<Integer>items((seed, skip) -> () -> i))
                                .toList())
                        .weights(weights),
                policy.rate(8));
    }

    /** Asked and given shares of 100 Zipf streams in 10 slots, after 60 000 draws, under both rules. */
    private static String shares() throws IOException {
        double[] asked = IntStream.rangeClosed(1, STREAMS)
                .mapToDouble(i -> 1 / (i * 5.18738)) // of sum 1
                .toArray();
        List<Line> lines = new ArrayList<>(List.of(new Line("asked", log(asked), log(asked))));
        for (Weighting weighting : Weighting.values()) {
            double[] given = new double[STREAMS];
            Mux<Integer> mux = mux(asked, StochasticPolicy.of(10).weighting(weighting));
            try (Sampling<Integer> sampling = Sampling.start(mux, 1)) {
                for (int i = 0; i < 60_000; i++) {
                    sampling.poll();
                    given[sampling.sample()] += 1 / 60_000.0;
                }
            }
            lines.add(new Line("given, " + weighting.name().toLowerCase(), log(asked), log(given)));
        }
        return plot("Shares of 100 streams, 10 slots, rate 8, 60 000 draws", "log10 weight", "log10 share", lines);
    }

    /** What the stream of weight .5 was given under the rule before {@code FirstTurns}, after 200, 400, … 51 200 draws: measured with commit 5646842. */
    private static final double[] BEFORE = {.5950, .7025, .8063, .8356, .8519, .8255, .7758, .6922, .6024};

    /** One stream of weight .5 and 1000 samples against 400 of 10, ten slots, rate 64: the share of the heavy one along a run. */
    private static String shortStreams() {
        int light = 400;
        double[] weights = new double[light + 1];
        Arrays.fill(weights, 1);
        weights[0] = light;
        Mux<Integer> mux = Mux.of(
                Pool.of(IntStream.rangeClosed(0, light)
                                .mapToObj(i -> ofLength(i, i == 0 ? 1000 : 10))
                                .toList())
                        .weights(weights),
                StochasticPolicy.of(10).rate(64));
        double[] draws =
                IntStream.range(0, BEFORE.length).mapToDouble(i -> 200 << i).toArray();
        double[] now = new double[BEFORE.length];
        long drawn = 0;
        long heavy = 0;
        for (int stream : mux.iterate(1, (long) draws[draws.length - 1])) {
            heavy += stream == 0 ? 1 : 0;
            int mark = Arrays.binarySearch(draws, ++drawn);
            if (mark >= 0) {
                now[mark] = heavy / (double) drawn;
            }
        }
        double[] asked = new double[BEFORE.length];
        Arrays.fill(asked, .5);
        double[] x = log(draws);
        return plot(
                "One stream of weight .5, 400 others of 10 samples, rate 64",
                "log10 draws",
                "share of the heavy stream",
                List.of(new Line("asked", x, asked), new Line("before", x, BEFORE), new Line("given", x, now)));
    }

    /** So many times its own number; how many is not known beforehand. */
    private static Streamer<Integer> ofLength(int number, int length) {
        return Streamer.<Integer>items((seed, skip) -> {
                    long[] left = {length - skip};
                    return () -> left[0]-- > 0 ? number : null;
                })
                .finite(true);
    }

    /** How often each of 2000 rows came, in 20 files that are 8 slots at a time and give 16 rows an activation, after five passes' worth of draws. */
    private static String exposure() {
        int rows = 2000;
        int files = 20;
        List<Line> lines = new ArrayList<>();
        System.out.println("| rows | 1 pass | 2 passes | 5 passes |");
        for (RowOrder order : new RowOrder[] {RowOrder.RANDOM, RowOrder.RESHUFFLED, RowOrder.SHUFFLED}) {
            String name = order.name().toLowerCase();
            StringBuilder figures = new StringBuilder("| `" + name + "` |");
            int[] times = new int[rows * files];
            int drawn = 0;
            for (int row : exposed(rows, files, order).iterate(1, 5L * rows * files)) {
                times[row]++;
                drawn++;
                int passes = drawn / (rows * files);
                if (drawn % (rows * files) == 0 && passes != 3 && passes != 4) {
                    double spread = Math.sqrt(Arrays.stream(times)
                            .mapToDouble(t -> (double) (t - passes) * (t - passes))
                            .average()
                            .orElseThrow());
                    figures.append(String.format(
                            " %.2f (%d–%d) |",
                            spread,
                            Arrays.stream(times).min().orElseThrow(),
                            Arrays.stream(times).max().orElseThrow()));
                }
            }
            System.out.println(figures);
            double[] part = new double[16];
            Arrays.stream(times).forEach(t -> part[Math.min(15, t)] += 1.0 / times.length);
            lines.add(new Line(name, IntStream.range(0, 16).asDoubleStream().toArray(), part));
        }
        return plot(
                "20 files of 2000 rows, 8 slots, rate 16, after 5 passes' worth of draws",
                "times a row came",
                "part of the rows",
                lines);
    }

    private static Mux<Integer> exposed(int rows, int files, RowOrder order) {
        return Mux.of(
                IntStream.range(0, files)
                        .mapToObj(file -> Streamer.rows(new Numbers(file * rows, rows), order))
                        .toList(),
                StochasticPolicy.of(8).rate(16));
    }

    /** Rows that are numbers. */
    private record Numbers(int first, int count) implements Rows<Integer> {

        @Override
        public RowReader<Integer> open() {
            return new RowReader<>() {
                @Override
                public long count() {
                    return count;
                }

                @Override
                public Integer read(long row) {
                    return row < count ? first + (int) row : null;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public boolean addressable() {
            return true;
        }

        @Override
        public String name() {
            return "numbers from " + first;
        }
    }

    private static double[] log(double[] values) {
        return Arrays.stream(values).map(Math::log10).toArray();
    }

    /** How long activations last: samples of the mux from their first to their last, 10 slots, rate 8. */
    private static String replacementTimes() throws IOException {
        List<Line> lines = new ArrayList<>();
        for (Dist dist : Dist.values()) {
            Map<Long, int[]> spans = new HashMap<>();
            Trace trace = new Trace();
            try (Sampling<Integer> sampling =
                    Sampling.start(mux(null, StochasticPolicy.of(10).dist(dist)), 1)) {
                for (int i = 0; i < 400_000 && sampling.poll() == PollResult.ITEM; i++) {
                    sampling.locate(trace);
                    int[] span = spans.computeIfAbsent(trace.activation(), key -> new int[2]);
                    span[0] = span[0] == 0 ? i + 1 : span[0];
                    span[1] = i + 1;
                }
            }
            double[] x = IntStream.range(0, 40).mapToDouble(i -> 5 * i + 2.5).toArray();
            double[] y = new double[40];
            for (int[] span : spans.values()) {
                y[Math.min(39, (span[1] - span[0]) / 5)] += 1.0 / spans.size();
            }
            lines.add(new Line(dist.name().toLowerCase(), x, y));
        }
        return plot("Span of an activation, 10 slots, rate 8", "samples of the mux", "part of the activations", lines);
    }

    private static String plot(String title, String xName, String yName, List<Line> lines) {
        double[] x = bounds(lines, Line::x);
        double[] y = bounds(lines, Line::y);
        StringBuilder svg = new StringBuilder(String.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH, HEIGHT));
        text(svg, WIDTH / 2, 20, "middle", title);
        text(svg, WIDTH / 2, HEIGHT - 12, "middle", xName);
        text(svg, 8, EDGE - 22, "start", yName);
        for (int i = 0; i <= 4; i++) {
            double px = EDGE + i * (WIDTH - 2.0 * EDGE) / 4;
            double py = HEIGHT - EDGE - i * (HEIGHT - 2.0 * EDGE) / 4;
            text(svg, px, HEIGHT - EDGE + 16, "middle", String.format("%.3g", x[0] + i * (x[1] - x[0]) / 4));
            text(svg, EDGE - 6, py + 4, "end", String.format("%.2g", y[0] + i * (y[1] - y[0]) / 4));
            svg.append(String.format("<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/>%n", EDGE, py, WIDTH - EDGE));
        }
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            StringBuilder points = new StringBuilder();
            for (int p = 0; p < line.x.length; p++) {
                points.append(String.format(
                        "%.1f,%.1f ",
                        EDGE + (line.x[p] - x[0]) / (x[1] - x[0]) * (WIDTH - 2 * EDGE),
                        HEIGHT - EDGE - (line.y[p] - y[0]) / (y[1] - y[0]) * (HEIGHT - 2 * EDGE)));
            }
            svg.append(String.format(
                    "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>%n<g fill=\"%2$s\">",
                    points, COLOURS[i]));
            text(svg, WIDTH - EDGE - 200, EDGE + 14 + 16 * i, "start", line.name);
            svg.append("</g>\n");
        }
        return svg.append("</svg>\n").toString();
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
        svg.append(String.format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text));
    }

    private static double[] bounds(List<Line> lines, Function<Line, double[]> axis) {
        DoubleSummaryStatistics finite = lines.stream()
                .flatMapToDouble(line -> Arrays.stream(axis.apply(line)))
                .summaryStatistics();
        return new double[] {finite.getMin(), finite.getMax()};
    }
}
