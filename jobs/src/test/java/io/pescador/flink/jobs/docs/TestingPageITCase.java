// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.docs;

import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.operators.keyed.KeyedMux;
import io.pescador.flink.operators.keyed.Overflow;
import io.pescador.flink.plan.SamplePlan;
import io.pescador.flink.record.Sample;
import io.pescador.flink.source.StreamerSource;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.test.junit5.MiniClusterExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code docs/testing.md} shows, run. */
class TestingPageITCase {

    @Test
    void theJavaIsThatOfThisTest() throws Exception {
        new Page("testing.md").isOf(TestingPageITCase.class);
    }

    @Test
    void evenDigitsAreThreeQuarters() throws Exception {
        SamplePlan plan = SamplePlan.load("examples/even-odd.yaml", Map.of());
        int even = 0;
        for (Sample sample : plan.streamer().iterate(42, 8_000)) {
            even += sample.get("Y").getLong(0) % 2 == 0 ? 1 : 0;
        }
        assertThat(even).isBetween(5_900, 6_100);
    }

    @Test
    void theSameSeedGivesTheSame() throws Exception {
        SamplePlan plan = SamplePlan.load("examples/even-odd.yaml", Map.of());
        assertThat(plan.streamer().iterate(42, 100))
                .containsExactlyElementsOf(plan.streamer().iterate(42, 100));
    }

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    @Test
    void theParallelismDoesNotMatter() throws Exception {
        assertThat(samples(2)).containsExactlyInAnyOrderElementsOf(samples(1));
    }

    private static List<Sample> samples(int parallelism) throws Exception {
        SamplePlan plan = SamplePlan.load("examples/even-odd.yaml", Map.of());
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(parallelism);
        StreamerSource<Sample> source = StreamerSource.of(plan.streamer())
                .setType(Sample.class)
                .setSeed(42)
                .setShards(2)
                .setMaxSamples(200)
                .build();
        return env.fromSource(source, WatermarkStrategy.noWatermarks(), "samples")
                .executeAndCollect(1_000);
    }

    static DataStream<Event> balanced(DataStream<Event> events) {
        return KeyedMux.on(events.keyBy(Event::user, Types.STRING))
                .streamBy(Event::label)
                .policy(RoundRobinPolicy.of())
                .streams("a", "b")
                .fifo(8, Overflow.DROP_OLDEST)
                .seed(1)
                .apply("balance");
    }

    @Test
    void whatWaitsSurvivesARestart() throws Exception {
        Event a = new Event("me", "a", 1);
        Event b = new Event("me", "b", 2);
        Event c = new Event("me", "a", 3);
        var before = harness();
        before.open();
        before.processElement(a, 0);
        before.processElement(c, 0); // it waits for b
        OperatorSubtaskState saved = before.snapshot(1, 1);
        before.close();

        var after = harness();
        after.initializeState(saved);
        after.open();
        after.processElement(b, 0);
        assertThat(after.extractOutputValues()).containsExactly(b, c);
        after.close();
    }

    @SuppressWarnings("unchecked") // a transformation does not know what comes in
    private static KeyedOneInputStreamOperatorTestHarness<String, Event, Event> harness() throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        OneInputTransformation<Event, Event> balance = (OneInputTransformation<Event, Event>)
                balanced(env.fromData(new Event("", "", 0))).getTransformation();
        var harness = new KeyedOneInputStreamOperatorTestHarness<String, Event, Event>(
                balance.getOperatorFactory(), Event::user, Types.STRING);
        harness.setup(balance.getOutputType()
                .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
        return harness;
    }
}
