// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.Items;

import java.util.List;
import java.util.stream.IntStream;

/** The numbers first, first + 1, … up to but without first + count; as small as a stream can be in a job graph. */
final class Counting implements Items<Long> {

    private static final long serialVersionUID = 1;

    private final long first;
    private final long count;

    Counting(long first, long count) {
        this.first = first;
        this.count = count;
    }

    /** Streams 0, 1, …: stream i counts from i million. */
    static List<Streamer<Long>> streams(int from, int count) {
        return IntStream.range(from, from + count)
                .<Streamer<Long>>mapToObj(i -> Streamer.items(new Counting(i * 1_000_000L, Long.MAX_VALUE)))
                .toList();
    }

    @Override
    public ItemReader<Long> open(long seed, long skip) {
        long[] taken = {skip};
        return () -> taken[0] < count ? first + taken[0]++ : null;
    }
}
