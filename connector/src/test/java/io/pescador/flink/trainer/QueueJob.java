// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.trainer;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A process that fills a queue and goes on from the newest checkpoint that it finds: something to kill. */
public final class QueueJob {

    static final int SHARDS = 2;
    static final int MAX_AHEAD = 32;

    private QueueJob() {}

    /** @param arguments directory of the queue, directory of checkpoints, number of batches, parallelism */
    public static void main(String[] arguments) throws Exception {
        Path checkpoints = Path.of(arguments[1]);
        Configuration configuration = new Configuration();
        configuration.setString("pipeline.generic-types", "false");
        configuration.setString("execution.checkpointing.interval", "100 ms");
        configuration.setString(
                "execution.checkpointing.dir", checkpoints.toUri().toString());
        configuration.setString("execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION");
        configuration.setString("restart-strategy.type", "disable");
        configuration.setString("rest.port", "0");
        newest(checkpoints)
                .ifPresent(path -> configuration.setString(
                        "execution.state-recovery.path", path.toUri().toString()));
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(Integer.parseInt(arguments[3]), configuration);
        env.fromSource(
                        Batches.source(Batches.endless(), SHARDS)
                                .setMaxSamples(Long.parseLong(arguments[2]))
                                .build(),
                        WatermarkStrategy.noWatermarks(),
                        "batches")
                .uid("batches")
                .sinkTo(BatchQueueSink.builder()
                        .setDirectory(arguments[0])
                        .setRun("test")
                        .setShards(SHARDS)
                        .setMaxAhead(MAX_AHEAD)
                        .build())
                .uid("queue");
        env.execute();
    }

    private static Optional<Path> newest(Path checkpoints) throws IOException {
        try (Stream<Path> files = Files.walk(checkpoints)) {
            // A checkpoint is complete when it has its metadata.
            List<Path> complete =
                    files.filter(file -> file.endsWith("_metadata")).toList();
            return complete.stream()
                    .max(Comparator.comparing(file -> file.toFile().lastModified()))
                    .map(Path::getParent);
        }
    }
}
