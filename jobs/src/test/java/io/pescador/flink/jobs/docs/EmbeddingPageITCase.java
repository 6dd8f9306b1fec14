// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.docs;

import io.pescador.flink.files.FilePattern;
import io.pescador.flink.files.MatchedFile;
import io.pescador.flink.format.npy.NpzRows;
import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.operators.keyed.KeyedMux;
import io.pescador.flink.operators.map.Buffer;
import io.pescador.flink.plan.Plan;
import io.pescador.flink.record.Sample;
import io.pescador.flink.source.StreamerSource;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.Items;
import io.pescador.flink.streamer.items.RowOrder;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import com.example.BalancedDigits;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code docs/embedding.md} shows, run. */
class EmbeddingPageITCase {

    private final StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();

    @Test
    void theJavaIsThatOfThisTest() throws Exception {
        new Page("embedding.md").isOf(EmbeddingPageITCase.class, BalancedDigits.class);
    }

    @Test
    void theWholeProgram() throws Exception {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            BalancedDigits.main(new String[] {"examples/digits/digit-{class}.npz"});
        } finally {
            System.setOut(out);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8).lines()).hasSize(100);
    }

    /** What the page imports is what its snippets use. */
    @Test
    void theImportsAreThoseOfThisTest() throws Exception {
        String here = Files.readString(Path.of("src/test/java/io/pescador/flink/jobs/docs/EmbeddingPageITCase.java"));
        String page = new Page("embedding.md").text();
        assertThat(here.lines().filter(line -> line.startsWith("import io.pescador.flink.")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(page).contains(line));
    }

    @Test
    void files() throws Exception {
        List<Streamer<Sample>> files = new ArrayList<>();
        for (MatchedFile file :
                FilePattern.of("examples/digits/digit-{class}.npz").list()) {
            files.add(Streamer.rows(NpzRows.of(file.path()), RowOrder.SHUFFLED));
        }
        Mux<Sample> mux = Mux.of(files, StochasticPolicy.of(4).rate(16));

        StreamerSource<Sample> source = StreamerSource.of(mux)
                .setType(Sample.class)
                .setSeed(42)
                .setShards(2)
                .build();
        DataStream<Sample> samples = env.fromSource(source, WatermarkStrategy.noWatermarks(), "samples")
                .uid("samples");

        DataStream<Sample> batches = Buffer.samples(64).on(samples, "batch").uid("batch");

        assertThat(batches.executeAndCollect(3))
                .hasSize(3)
                .allSatisfy(batch -> assertThat(batch.get("X").shape()).containsExactly(64, 8, 8));
    }

    @Test
    void aPlan() throws Exception {
        Plan plan = Plan.load("examples/even-odd.yaml");
        StreamerSource<Sample> source = plan.source().build();

        assertThat(env.fromSource(source, WatermarkStrategy.noWatermarks(), "samples")
                        .executeAndCollect(10_000))
                .hasSize(8000);
    }

    @Test
    void aPlanOfLiveRecords() throws Exception {
        DataStream<Event> events = env.fromSequence(0, 9_999)
                .map(n -> new Event("user-" + n % 2, n % 50 == 0 ? "rare" : "common", n))
                .returns(Event.class);

        Plan plan = Plan.load("examples/flow/labels.yaml");
        DataStream<Event> mixed = plan.keyedMux(KeyedMux.on(events.keyBy(Event::user)), Event::label)
                .apply("mix")
                .uid("mix");

        assertThat(mixed.executeAndCollect(1_000)).hasSize(1_000);
    }

    @Test
    void theKeyedMux() throws Exception {
        DataStream<Event> events = env.fromSequence(0, 9_999)
                .map(n -> new Event("user-" + n % 2, n % 50 == 0 ? "rare" : "common", n))
                .returns(Event.class);

        DataStream<Event> balanced = KeyedMux.on(events.keyBy(Event::user))
                .streamBy(Event::label)
                .policy(StochasticPolicy.of(2).rate(64))
                .weights(label -> 1)
                .reservoir(256)
                .apply("balance")
                .uid("balance");

        Map<String, Integer> given = new HashMap<>();
        balanced.executeAndCollect(20_000).stream()
                .filter(event -> event.user().equals("user-0"))
                .forEach(event -> given.merge(event.label(), 1, Integer::sum));
        // One of 25 events of user-0 is rare.
        assertThat((double) given.get("rare") / given.get("common")).isBetween(0.9, 1.1);
    }

    public static final class Ticks implements Items<Long> {

        private static final long serialVersionUID = 1;

        @Override
        public ItemReader<Long> open(long seed, long skip) {
            long[] next = {skip};
            return () -> next[0] < 100 ? next[0]++ : null;
        }
    }

    @Test
    void yourOwnStream() throws Exception {
        Streamer<Long> ticks = Streamer.items(new Ticks());

        assertThat(ticks.iterate(1)).hasSize(100);
    }
}
