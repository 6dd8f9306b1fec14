// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.files.ManifestStreams;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.ExceptionUtils;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.apache.flink.api.common.eventtime.WatermarkStrategy.noWatermarks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** A million streams in a manifest pass through a cluster whose messages may have 10 MiB, as they have where nobody says otherwise. */
class ManifestITCase {

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(2)
            .setNumberSlotsPerTaskManager(1)
            .setRpcServiceSharing(RpcServiceSharing.DEDICATED)
            .build());

    @TempDir
    Path folder;

    @TempDir
    Path out;

    @TempDir
    Path savepoints;

    @Test
    void startsCheckpointsAndRestores() throws Exception {
        MillionStreams.startCheckpointRestore(
                MillionStreams.inManifest(folder, MillionStreams.STREAMS),
                StreamExecutionEnvironment::getExecutionEnvironment,
                out,
                savepoints);
    }

    @Test
    void aManifestThatAWorkerCannotReadFailsTheJobByItsName() throws Exception {
        StreamExecutionEnvironment env = job();
        String manifest;
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            manifest = all.get(0).toUri().toString().replace("file:///", "file:/");
            Files.delete(all.get(0));
        }
        System.gc(); // what this process has read counts as long as somebody holds it
        Throwable failure = catchThrowable(env::execute);
        assertThat(ExceptionUtils.stringifyException(failure))
                .contains("shard-0: " + manifest + ": no such file, or no right to see it. It lists the files");
    }

    /** Nothing of it holds the manifest but what is sent. Unbounded, so that no event to the reader that fails is lost, which Flink would tell instead. */
    private StreamExecutionEnvironment job() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        ManifestStreams<Long> streams = MillionStreams.inManifest(folder, 10);
        StreamerSource<Long> source = StreamerSource.of(MillionStreams.plan(streams))
                .setTypeInformation(Types.LONG)
                .build();
        env.fromSource(org.apache.flink.util.InstantiationUtil.clone(source), noWatermarks(), "plan")
                .uid("plan")
                .sinkTo(new DiscardingSink<>())
                .uid("sink");
        return env;
    }
}
