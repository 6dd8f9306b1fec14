// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.spec;

import io.pescador.flink.plan.problem.SourceLocation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is told from a line, and what is said of one that does not tell it. */
class LiveRuleTest {

    private static final LiveRule LABEL = new LiveRule("label", null, null, null, null, null);

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"label\":\"cat\"}; cat",
                "{\"a\":{\"label\":\"dog\"},\"label\":\"cat\",\"b\":[1,{\"label\":2}]}; cat",
                "  {\"label\" : 010e1.5}; -",
                "{\"label\":10}; 10",
                "{\"label\":1.50}; 1.50",
                "{\"label\":true}; true",
                "{\"label\":\"\\u00e9\"}; é",
                "{\"label\":\"\"}; ''"
            })
    void theStreamIsTheFieldsText(String line, String stream) throws IOException {
        if (stream.equals("-")) {
            assertThatThrownBy(() -> read(LABEL, line)).hasMessageStartingWith("in.jsonl:7: is no JSON object: ");
        } else {
            assertThat(read(LABEL, line)).isEqualTo(new LiveRecord("", stream, false, line));
        }
    }

    @Test
    void theKeyLikewise() throws IOException {
        LiveRule rule = new LiveRule("label", "user", null, null, null, null);
        assertThat(read(rule, "{\"user\":3,\"label\":\"cat\"}").key()).isEqualTo("3");
        assertThat(read(new LiveRule("label", "label", null, null, null, null), "{\"label\":\"cat\"}")
                        .key())
                .isEqualTo("cat");
    }

    @Test
    void theEndIsAValueOfItsType() throws IOException {
        assertThat(isLast(true, "true")).isTrue();
        assertThat(isLast(true, "\"true\"")).isFalse();
        assertThat(isLast(true, "null")).isFalse();
        assertThat(isLast("end", "\"end\"")).isTrue();
        assertThat(isLast(1L, "1.0")).isTrue();
        assertThat(isLast(1L, "[1]")).isFalse();
        assertThat(isLast(0.5, "5e-1")).isTrue();
    }

    private static boolean isLast(Object asked, String given) throws IOException {
        LiveRule rule = new LiveRule("label", null, "end", asked, null, null);
        return read(rule, "{\"label\":\"cat\",\"end\":" + given + "}").last();
    }

    @Test
    void mistakes() {
        says(LABEL, "[1]", "in.jsonl:7: is no JSON object: a line is {\"name\": value, …}");
        says(LABEL, "{\"label\":\"a\"} {}", "in.jsonl:7: has something behind the object");
        says(LABEL, "{\"n\":1}", "in.jsonl:7: has no \"label\", which stream_by asks for");
        says(
                LABEL,
                "{\"label\":null}",
                "in.jsonl:7: \"label\" is null, but stream_by asks for a text, a number, true or false");
        says(
                LABEL,
                "{\"label\":[1]}",
                "in.jsonl:7: \"label\" is a list, but stream_by asks for a text, a number, true or false");
        says(
                new LiveRule("label", "user", null, null, null, null),
                "{\"label\":\"a\"}",
                "in.jsonl:7: has no \"user\", which key_by asks for");
        says(
                new LiveRule("label", null, null, null, Set.of("b"), null),
                "{\"label\":\"a\"}",
                "in.jsonl:7: stream \"a\" is none of those that the plan lists under streams");
        says(
                new LiveRule(
                        "label",
                        null,
                        null,
                        null,
                        null,
                        new WeightTable(List.of(new Weights.Entry("b*", 1, new SourceLocation("plan.yaml", 3))))),
                "{\"label\":\"a\"}",
                "in.jsonl:7: stream \"a\" has no weight: give it one, or \"*\" for all others");
        assertThatThrownBy(() -> read(LABEL, "{\"label\":\"a\",\"label\":\"b\"}"))
                .hasMessageStartingWith("in.jsonl:7: is no JSON object: Duplicate field 'label'");
        assertThatThrownBy(() -> read(LABEL, "{\"label\":\"a\""))
                .hasMessageStartingWith("in.jsonl:7: is no JSON object: ");
        assertThatThrownBy(() -> LABEL.read(ByteBuffer.wrap(new byte[] {'"', (byte) 0xff, '"'}), "in.jsonl", 7))
                .hasMessage("in.jsonl:7: is not UTF-8 text");
    }

    private static void says(LiveRule rule, String line, String message) {
        assertThatThrownBy(() -> read(rule, line)).hasMessage(message);
    }

    private static LiveRecord read(LiveRule rule, String line) throws IOException {
        return rule.read(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)), "in.jsonl", 7);
    }
}
