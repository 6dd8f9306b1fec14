// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.streamer.Streamer;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.InstantiationUtil;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** A million streams in a manifest are sent as one. */
class ManifestPoolTest {

    private static final int SHARDS = 3;
    private static final long SEED = 5;
    private static final long SAMPLES = 30_000;

    @TempDir
    Path folder;

    @Test
    void aSourceOfAMillionStreamsIsSmallAndDrawsTheSame() throws Exception {
        Streamer<Long> plan = MillionStreams.plan(MillionStreams.inManifest(folder, MillionStreams.STREAMS));
        StreamerSource<Long> source = StreamerSource.of(plan)
                .setTypeInformation(Types.LONG)
                .setSeed(SEED)
                .setShards(SHARDS)
                .build();
        byte[] sent = InstantiationUtil.serializeObject(source);
        System.out.printf("1 000 000 streams in a manifest: a source of %d bytes%n", sent.length);
        assertThat(sent).hasSizeLessThan(100_000);
        assertThat(PlainLoop.shards(InstantiationUtil.clone(plan), SEED, SHARDS, SAMPLES))
                .isEqualTo(PlainLoop.shards(
                        MillionStreams.plan(Counting.streams(0, MillionStreams.STREAMS)), SEED, SHARDS, SAMPLES));
    }
}
