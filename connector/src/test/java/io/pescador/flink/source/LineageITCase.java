// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.core.execution.JobStatusChangedEvent;
import org.apache.flink.core.execution.JobStatusChangedListener;
import org.apache.flink.core.execution.JobStatusChangedListenerFactory;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.lineage.LineageDataset;
import org.apache.flink.streaming.api.lineage.SourceLineageVertex;
import org.apache.flink.streaming.runtime.execution.JobCreatedEvent;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import static org.assertj.core.api.Assertions.assertThat;

/** A listener to jobs sees what a job samples. */
class LineageITCase {

    private static final Queue<SourceLineageVertex> SEEN = new ConcurrentLinkedQueue<>();

    public static final class Listeners implements JobStatusChangedListenerFactory {
        @Override
        public JobStatusChangedListener createListener(Context context) {
            return Listeners::hear;
        }

        private static void hear(JobStatusChangedEvent event) {
            if (event instanceof JobCreatedEvent created) {
                SEEN.addAll(created.lineageGraph().sources());
            }
        }
    }

    @Test
    void aListenerSeesThePlan() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(DeploymentOptions.JOB_STATUS_CHANGED_LISTENERS, List.of(Listeners.class.getName()));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        Streamer<Integer> mux = Mux.of(
                "corpora",
                List.of(Streamer.of(List.of(1, 2)), Streamer.of(List.of(3))),
                StochasticPolicy.of(1).mode(StochasticPolicy.Mode.EXHAUSTIVE));
        StreamerSource<Integer> source =
                StreamerSource.of(mux).setSeed(7).setTypeInformation(Types.INT).build();
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "source").sinkTo(new DiscardingSink<>());
        env.execute();

        assertThat(SEEN).hasSize(1);
        LineageDataset dataset = SEEN.element().datasets().get(0);
        assertThat(dataset.namespace()).isEqualTo("pescador");
        assertThat(dataset.name()).isEqualTo("corpora");
        assertThat(dataset.facets().get("plan").toString())
                .startsWith("seed 7, 1 shards, 2 streams: " + mux.signature().text());
    }
}
