// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.console;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class ShellCommandTest {

    @Test
    void hasWhatWasGivenAndNothingElse() {
        assertThat(new ShellCommand("pescador sample")
                        .word("my plan.yaml")
                        .options("--set", Map.of("rate", "8"))
                        .option("--seed", 7L)
                        .option("--output", null)
                        .flag("--provenance", true)
                        .flag("--fresh", false))
                .hasToString("pescador sample 'my plan.yaml' --set rate=8 --seed 7 --provenance");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {"a-1/b.npz | a-1/b.npz", "a b | 'a b'", "*.npz | '*.npz'", "it's | 'it'\\''s'", "## | ''"})
    void whatAShellWouldTakeApartIsQuoted(String word, String quoted) {
        assertThat(ShellCommand.quoted(word)).isEqualTo(quoted);
    }
}
