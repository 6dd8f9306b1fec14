// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** A million streams, where what goes between the cluster's parts is really serialized: a shared RPC service would hide what is too large. */
class LargePoolITCase {

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(2)
            .setNumberSlotsPerTaskManager(1)
            .setRpcServiceSharing(RpcServiceSharing.DEDICATED)
            .setConfiguration(configuration())
            .build());

    private static Configuration configuration() {
        // A MiniCluster is sent the job itself by RPC, a real one a file by REST: RealClusterITCase has the default of
        // 10 MiB.
        Configuration configuration = new Configuration();
        configuration.set(RpcOptions.FRAMESIZE, "200000000b");
        return configuration;
    }

    @TempDir
    Path out;

    @TempDir
    Path savepoints;

    @Test
    void startsCheckpointsAndRestores() throws Exception {
        MillionStreams.startCheckpointRestore(
                Counting.streams(0, MillionStreams.STREAMS),
                StreamExecutionEnvironment::getExecutionEnvironment,
                out,
                savepoints);
    }
}
