// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.Trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.commons.statistics.inference.DataDispersion;
import org.apache.commons.statistics.inference.TTest;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import static org.assertj.core.api.Assertions.assertThat;

/** Everything that was recorded from pescador 3.0.0 holds here too: to the letter without chance, and as far as chance allows with it. */
class ConformanceTest {

    private static final JsonNode CASES = read();

    /** Our own seeds are 1 … RUNS. */
    private static final int RUNS = 40;

    /** Seeds behind a reference that does not name their number: its counts are multiples of a tenth. */
    private static final int REFERENCE_RUNS = 10;

    /** The chance that any comparison of the whole suite fails although both sides have the same distribution. */
    private static final double FALSE_ALARM = 1e-3;

    private static JsonNode read() {
        try (InputStream in = ConformanceTest.class.getResourceAsStream("/conformance/pescador.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    static Stream<Arguments> exact() {
        return cases("exact");
    }

    static Stream<Arguments> statistical() {
        return cases("statistical");
    }

    private static Stream<Arguments> cases(String kind) {
        return StreamSupport.stream(CASES.get(kind).spliterator(), false)
                .map(c -> Arguments.of(c.get("id").asText(), c));
    }

    @Test
    void theWholeSuiteIsThere() {
        assertThat(CASES.get("exact")).hasSize(9);
        assertThat(CASES.get("statistical")).hasSize(22);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void exact(String id, JsonNode c) throws IOException {
        Streamer<String> plan = ConformancePlan.read(c.get("plan"), 1);
        List<List<String>> drawn = new ArrayList<>();
        Trace trace = new Trace();
        try (Sampling<String> sampling = Sampling.start(plan, 1)) {
            while (drawn.size() < c.get("samples").asInt() && sampling.poll() == PollResult.ITEM) {
                sampling.locate(trace);
                drawn.add(List.of(RunFigures.path(trace), sampling.sample()));
            }
        }
        List<List<String>> expected = new ArrayList<>();
        c.get("expect")
                .forEach(sample -> expected.add(
                        List.of(sample.get(0).asText(), sample.get(1).asText())));
        assertThat(drawn).isEqualTo(expected);
    }

    /**
     * Under the hypothesis that both sides have the same distribution, the difference of the two means over seeds, divided by the pooled
     * standard error, has Student's t distribution with {@code ours + theirs − 2} degrees of freedom (figures of runs of tens of thousands of
     * samples are close to normal). Bonferroni: each comparison has its part of {@link #FALSE_ALARM}. Figures that have no chance in them
     * on either side must be equal.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void statistical(String id, JsonNode c) throws IOException {
        Map<String, double[]> references = references(c.get("reference"));
        Map<String, Moments> ours = new HashMap<>();
        for (int seed = 1; seed <= RUNS; seed++) {
            Streamer<String> plan = ConformancePlan.read(c.get("plan"), seed);
            Map<String, Double> run = RunFigures.of(
                    plan, seed, c.get("samples").asInt(), c.path("warm").asInt());
            assertThat(run.keySet())
                    .as("no stream but those of the reference")
                    .allMatch(figure -> references.containsKey(figure) || figure.startsWith("distinct_in_"));
            references.keySet().forEach(figure -> ours.computeIfAbsent(figure, f -> new Moments())
                    .add(run.getOrDefault(figure, 0.0)));
        }
        double significance = FALSE_ALARM / comparisons();
        int runs = c.path("seeds").asInt(REFERENCE_RUNS);
        SoftAssertions softly = new SoftAssertions();
        references.forEach((figure, reference) -> {
            Moments own = ours.get(figure);
            String text = figure + ": " + own.mean() + " ± " + Math.sqrt(own.sampleVariance()) + " here, "
                    + reference[0] + " ± " + reference[1] + " there";
            if (own.sampleVariance() < 1e-20 && reference[1] < 1e-10) {
                softly.assertThat(Math.abs(own.mean() - reference[0])).as(text).isLessThan(1e-9);
            } else {
                double p = TTest.withDefaults()
                        .with(DataDispersion.HOMOSCEDASTIC)
                        .test(own.mean(), own.sampleVariance(), RUNS, reference[0], reference[1] * reference[1], runs)
                        .getPValue();
                softly.assertThat(p).as(text).isGreaterThan(significance);
            }
        });
        softly.assertAll();
    }

    private static int comparisons() {
        int sum = 0;
        for (JsonNode c : CASES.get("statistical")) {
            sum += references(c.get("reference")).size();
        }
        return sum;
    }

    /** Mean and standard deviation of each figure; that of a leaf's share is called by its path. */
    private static Map<String, double[]> references(JsonNode reference) {
        Map<String, double[]> figures = new TreeMap<>();
        reference.fields().forEachRemaining(field -> {
            if (field.getKey().equals("share")) {
                field.getValue()
                        .fields()
                        .forEachRemaining(leaf -> figures.put("share " + leaf.getKey(), pair(leaf.getValue())));
            } else {
                figures.put(field.getKey(), pair(field.getValue()));
            }
        });
        return figures;
    }

    private static double[] pair(JsonNode node) {
        return new double[] {node.get(0).asDouble(), node.get(1).asDouble()};
    }
}
