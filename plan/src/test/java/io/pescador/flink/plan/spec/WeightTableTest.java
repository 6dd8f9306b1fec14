// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.spec;

import io.pescador.flink.plan.problem.SourceLocation;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

class WeightTableTest {

    private static Weights.Entry entry(String name, double weight) {
        return new Weights.Entry(name, weight, new SourceLocation("w.csv", (int) weight));
    }

    @Test
    void exactNamesComeBeforePatternsAndTheFirstOfSeveralCounts() {
        WeightTable table = new WeightTable(List.of(
                entry("*", 1), entry("a*", 2), entry("a.npz", 3), entry("a", 4), entry("[b]", 5), entry("lost", 6)));
        assertThat(table.of(List.of("a", "a.npz")).weight()).isEqualTo(3);
        assertThat(table.of(List.of("ab")).weight()).isEqualTo(1);
        assertThat(table.of(List.of("[b]")).weight()).isEqualTo(5);
        // Hidden entries count as fitting, too.
        assertThat(table.unused()).extracting(Weights.Entry::name).containsExactly("lost");
    }

    @Test
    void aStreamWithoutAnEntryHasNone() {
        WeightTable table = new WeightTable(List.of(entry("a", 1), entry("b?", 2)));
        assertThat(table.of(List.of("c"))).isNull();
        assertThat(table.unused()).hasSize(2);
        assertThat(new WeightTable(List.of()).of(List.of("c"))).isNull();
    }

    /** Comparing each with each would take 10 billion comparisons. */
    @Test
    void veryManyNamesAreLookedUp() {
        List<Weights.Entry> entries = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            entries.add(entry("s" + i, i));
        }
        assertTimeout(Duration.ofSeconds(20), () -> {
            WeightTable table = new WeightTable(entries);
            for (int i = 0; i < 100_000; i++) {
                assertThat(table.of(List.of("s" + i, "s" + i + ".npz")).weight())
                        .isEqualTo(i);
            }
            assertThat(table.unused()).isEmpty();
        });
    }
}
