// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;

import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SubKeysTest {

    private final StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();

    @Test
    void tasksHaveEquallyManyLanes() {
        for (int lanes : new int[] {1, 2, 6, 8, 12, 16}) {
            SubKeys dealt = SubKeys.of(lanes, env);
            for (int tasks = 1; tasks <= lanes; tasks++) {
                int[] load = new int[tasks];
                for (int key : dealt.keys()) {
                    load[KeyGroupRangeAssignment.assignKeyToParallelOperator(key, dealt.maxParallelism(), tasks)]++;
                }
                // Where tasks do not divide the lanes, the rounding of key groups may move one lane more.
                int slack = lanes % tasks == 0 ? 0 : 1;
                for (int n : load) {
                    assertThat(n).isBetween(lanes / tasks - slack, lanes / tasks + 2 * slack);
                }
            }
        }
    }

    /** State has the keys of the lanes and the number of key groups: a rescaled job has to find both again. */
    @Test
    void theParallelismDoesNotMatter() {
        env.setParallelism(1);
        SubKeys lanes = SubKeys.of(8, env);
        for (int parallelism : new int[] {85, 86, 128}) {
            env.setParallelism(parallelism);
            assertThat(SubKeys.of(8, env).keys()).isEqualTo(lanes.keys());
            assertThat(SubKeys.of(8, env).maxParallelism()).isEqualTo(lanes.maxParallelism());
        }
        env.setParallelism(129);
        assertThatThrownBy(() -> SubKeys.of(8, env))
                .hasMessage(
                        "the parallelism is 129, and lanes are dealt over 128 key groups: set the maximum parallelism, which state is"
                                + " bound to, before lanes are made");
        env.setMaxParallelism(720);
        assertThat(SubKeys.of(8, env).maxParallelism()).isEqualTo(720);
    }

    @Test
    void whatCannotBeIsRefused() {
        env.setMaxParallelism(16);
        assertThatThrownBy(() -> SubKeys.of(17, env))
                .hasMessage("lanes is 17: it is at least 1, and at most the maximum parallelism, 16");
        KeyedMux<Integer, Rec> mux =
                KeyedMux.lanes(env.fromData(Rec.of("a", 1)), 4).streamBy(Rec::stream);
        assertThatThrownBy(() -> mux.policy(StochasticPolicy.of(6)).apply("mix"))
                .hasMessage(
                        "mux \"mix\": nActive is 6, which 4 lanes cannot divide evenly: make it a multiple of the lanes");
        assertThatThrownBy(() -> mux.policy(ShuffledPolicy.of()).streams("a").apply("mix"))
                .hasMessage("mux \"mix\": lanes deal streams as they turn up: leave out streams(…), or use one key");
    }
}
