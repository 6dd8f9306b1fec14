// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.PollResult;
import io.pescador.flink.streamer.spi.ReadStrategy;
import io.pescador.flink.streamer.spi.Trace;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a plain loop draws, without Flink and without reading ahead: the oracle of every test of the source. */
final class PlainLoop {

    private PlainLoop() {}

    /** The samples of each shard that are among the first {@code samples} of the global order. */
    static <T> Map<Integer, List<Sampled<T>>> shards(Streamer<T> plan, long seed, int shards, long samples)
            throws IOException {
        Map<Integer, List<Sampled<T>>> all = new TreeMap<>();
        for (int shard = 0; shard < shards; shard++) {
            all.put(shard, shard(plan, seed, shard, shards, (samples - shard + shards - 1) / shards));
        }
        return all;
    }

    /** The first {@code draws} samples of a shard. */
    static <T> List<Sampled<T>> shard(Streamer<T> plan, long seed, int shard, int shards, long draws)
            throws IOException {
        List<Sampled<T>> list = new ArrayList<>();
        Trace trace = new Trace();
        try (Sampling<T> sampling =
                Sampling.open(plan.cut(Cut.shard(shard, shards)), seed, shard, null, ReadStrategy.DIRECT, () -> {})) {
            while (list.size() < draws && sampling.poll() == PollResult.ITEM) {
                sampling.locate(trace);
                list.add(new Sampled<>(
                        shard,
                        sampling.draws() - 1,
                        trace.epoch(),
                        trace.path(),
                        trace.activation(),
                        trace.offset(),
                        sampling.sample()));
            }
        }
        return list;
    }
}
