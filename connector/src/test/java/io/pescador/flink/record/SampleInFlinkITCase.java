// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.Collector;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Samples of every type and shape, and one larger than a network buffer, through network and keyed state, with generic types forbidden. */
class SampleInFlinkITCase {

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    @ParameterizedTest
    @CsvSource({"rocksdb, STREAMING", "hashmap, STREAMING", "rocksdb, BATCH"})
    void comesBackAsItWas(String backend, RuntimeExecutionMode mode) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(StateBackendOptions.STATE_BACKEND, backend);
        configuration.set(ExecutionOptions.RUNTIME_MODE, mode);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(2);
        List<Sample> samples = new ArrayList<>(SomeArrays.samples());
        samples.add(Sample.of("large", NdArray.of(new double[50_000])));
        CloseableIterator<Sample> results = env.fromData(SampleTypeInfo.INSTANCE, samples.toArray(new Sample[0]))
                .rebalance()
                .keyBy(Sample::size)
                .process(new ThroughState())
                .executeAndCollect();
        List<Sample> back = new ArrayList<>();
        results.forEachRemaining(back::add);
        results.close();
        assertThat(back).containsExactlyInAnyOrderElementsOf(samples);
    }

    /** Gives what it has read back from its state. */
    private static final class ThroughState extends KeyedProcessFunction<Integer, Sample, Sample> {

        private transient ListState<Sample> state;

        @Override
        public void open(OpenContext context) {
            state = getRuntimeContext()
                    .getListState(new ListStateDescriptor<>("samples", TypeInformation.of(Sample.class)));
        }

        @Override
        public void processElement(Sample sample, Context context, Collector<Sample> out) throws Exception {
            state.add(sample);
            for (Sample held : state.get()) {
                out.collect(held);
            }
            state.clear();
        }
    }
}
