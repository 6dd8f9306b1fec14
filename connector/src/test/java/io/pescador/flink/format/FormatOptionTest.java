// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FormatOptionTest {

    private enum Line {
        UNIX,
        DOS,
        EITHER
    }

    private final FormatOption<Boolean> flag = FormatOption.flag("header", true, "Whether there is one.");
    private final FormatOption<Character> character =
            FormatOption.character("separator", ',', "\"\n", "Between cells.");
    private final FormatOption<Long> number = FormatOption.wholeNumber("skip", 0, 9, 0, "Lines to skip.");
    private final FormatOption<Line> choice = FormatOption.choice("line", Line.EITHER, "How lines end.");

    @Test
    void valuesAreReadFromTheirText() {
        assertThat(flag.parse("false")).isFalse();
        assertThat(character.parse("\t")).isEqualTo('\t');
        assertThat(number.parse("9")).isEqualTo(9);
        assertThat(choice.parse("dos")).isEqualTo(Line.DOS);
        assertThat(FormatOption.text("null", "", "What is nothing.").parse("NA"))
                .isEqualTo("NA");
    }

    @Test
    void whatIsNoValueIsRefusedWithWhatIs() {
        refuses(flag, "yes", "header is \"yes\": true or false");
        refuses(
                character,
                "\"",
                "separator is \"\"\": one character between quotes, such as \";\", or \"\\t\" for tabulators");
        refuses(character, "ab", "separator is \"ab\": one character");
        refuses(number, "10", "skip is \"10\": a whole number from 0 to 9");
        refuses(number, "1.5", "skip is \"1.5\": a whole number from 0 to 9");
        refuses(choice, "DOS", "line is \"DOS\": unix, dos or either");
    }

    private static void refuses(FormatOption<?> option, String text, String message) {
        assertThatThrownBy(() -> option.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aSpecHasTheDefaultUntilItIsSaidOtherwise() {
        assertThat(FormatSpec.EVERYTHING.option(number)).isZero();
        assertThat(FormatSpec.EVERYTHING.withOption(number, 3L).option(number)).isEqualTo(3);
        assertThat(FormatSpec.EVERYTHING.withParsed(choice, "unix").option(choice))
                .isEqualTo(Line.UNIX);
    }
}
