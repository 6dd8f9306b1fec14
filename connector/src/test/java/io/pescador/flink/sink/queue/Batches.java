// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.queue;

import io.pescador.flink.format.npy.NpzWriter;
import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.source.StreamerSource;
import io.pescador.flink.source.StreamerSourceBuilder;
import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.ReadStrategy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Plans whose samples are batches, and what a run of them must give, from the plain loop. */
public final class Batches {

    static final long SEED = 11;

    private Batches() {}

    /** Sixteen endless streams of batches of 4 × 3 floats, four of them active at a time. */
    public static Streamer<Sample> endless() {
        List<Streamer<Sample>> streams = new ArrayList<>();
        for (int stream = 0; stream < 16; stream++) {
            streams.add(counting(stream, Integer.MAX_VALUE));
        }
        return Mux.of(streams, StochasticPolicy.of(4).rate(5));
    }

    /** One short and one long stream, each read once: with two shards they come to very different lengths. */
    public static Streamer<Sample> uneven(int shorter, int longer) {
        return Mux.of(
                List.of(counting(0, shorter), counting(1, longer)),
                StochasticPolicy.of(2).mode(Mode.EXHAUSTIVE));
    }

    private static Streamer<Sample> counting(int stream, int length) {
        return Streamer.<Sample>items((seed, skip) -> {
                    int[] next = {(int) skip};
                    return () -> next[0] == length ? null : batch(stream, next[0]++);
                })
                .finite(length < Integer.MAX_VALUE);
    }

    static Sample batch(int stream, int item) {
        ByteBuffer bytes = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 12; i++) {
            bytes.putFloat(stream * 1000 + item + i / 16f);
        }
        return Sample.of(
                "X", NdArray.wrap(DType.FLOAT32, new int[] {4, 3}, bytes.array()), "Y", NdArray.of(stream, item));
    }

    /** A source of a plan. */
    public static StreamerSourceBuilder<Sample> source(Streamer<Sample> plan, int shards) {
        return StreamerSource.of(plan).setType(Sample.class).setSeed(SEED).setShards(shards);
    }

    /** The batches of a run by number, drawn without Flink: those below a number. */
    public static Map<Long, Sample> expected(Streamer<Sample> plan, int shards, long below) throws IOException {
        Map<Long, Sample> batches = new TreeMap<>();
        for (int shard = 0; shard < shards; shard++) {
            Sampling<Sample> sampling =
                    Sampling.open(plan.cut(Cut.shard(shard, shards)), SEED, shard, null, ReadStrategy.DIRECT, () -> {});
            for (long number = shard; number < below && sampling.poll() == PollResult.ITEM; number += shards) {
                batches.put(number, sampling.sample());
            }
        }
        return batches;
    }

    static byte[] npz(Sample batch) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (NpzWriter writer = NpzWriter.stored(bytes)) {
            writer.write(batch);
        }
        return bytes.toByteArray();
    }
}
