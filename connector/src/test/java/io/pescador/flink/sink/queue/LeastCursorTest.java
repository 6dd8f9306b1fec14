// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.queue;

import io.pescador.flink.sink.SinkException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What one reader and several say of how far they are. */
class LeastCursorTest {

    @TempDir
    Path out;

    @Test
    void oneReaderHasOneFile() throws Exception {
        assertThat(least().number()).isZero();
        write("cursor", "12\n");
        assertThat(least().number()).isEqualTo(12);
        assertThat(least().file().getName()).isEqualTo("cursor");
    }

    @Test
    void theSlowestOfSeveralCounts() throws Exception {
        write("cursor", "1");
        write("ranks.json", "{\"world\": 3, \"base\": 30}\n");
        assertThat(least().number()).as("none has begun").isEqualTo(30);
        write("cursor-00000", "36");
        write("cursor-00001", "39");
        assertThat(least().number()).as("one has not begun").isEqualTo(30);
        write("cursor-00002", "42");
        assertThat(least().number()).isEqualTo(36);
        assertThat(least().file().getName()).isEqualTo("cursor-00000");
        write("cursor-00003", "0");
        assertThat(least().number()).as("there is no such rank").isEqualTo(36);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"world\": 0, \"base\": 30}", "{\"world\": 3}", "{\"world\": 3, \"base\": -1}", "[]"})
    void ranksThatSaySomethingElseAreRefused(String text) throws Exception {
        write("ranks.json", text);
        assertThatThrownBy(this::least)
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("ranks.json holds \"" + text + "\": it must say how many ranks read");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 10, 0, 0",
        "4, 0, 10, 0, 2",
        "4, 4, 10, 0, 2",
        "3, 4, 10, 0, 0",
        "4, 0, 2, 7, 1",
        "4, 3, 2, 7, 2",
        "2, 20, 2, 7, 0"
    })
    void whatIsLeftOverIsTooFewForAll(int world, long base, long even, long odd, long left) {
        // The second shard has the odd numbers; without it, all are the first's.
        long[] counts = odd == 0 ? new long[] {even} : new long[] {even, odd};
        assertThat(new LeastCursor.Ranks(world, base).leftOver(counts)).isEqualTo(left);
    }

    /** More ranks than may lie ready would wait for each other for ever. */
    @Test
    void moreRanksThanMayBeAheadAreRefused() throws Exception {
        write("ranks.json", "{\"world\": 8, \"base\": 0}");
        assertThat(new TrainerCursor(queue(), 8, true).value()).isZero();
        assertThatThrownBy(() -> new TrainerCursor(queue(), 7, true))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("max_ahead is 7, and 8 ranks read ")
                .hasMessageEndingWith("it must be ≥ 8");
    }

    private LeastCursor least() throws IOException {
        return queue().cursor();
    }

    private QueueDirectory queue() throws IOException {
        return new QueueDirectory(new org.apache.flink.core.fs.Path(out.toString()), "test");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(out.resolve(name), text);
    }
}
