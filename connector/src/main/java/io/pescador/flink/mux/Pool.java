// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Signature;
import io.pescador.flink.streamer.Streamer;

import java.io.Serializable;
import java.util.List;

/** The streamers of a mux, or a shard's part of them, each with the number that it has in the whole. */
final class Pool<T> implements Serializable {

    private final List<Streamer<T>> streams;
    private final int[] ids;

    private Pool(List<Streamer<T>> streams, int[] ids) {
        this.streams = streams;
        this.ids = ids;
    }

    static <T> Pool<T> of(List<? extends Streamer<T>> streams) {
        return new Pool<>(List.copyOf(streams), null);
    }

    /** @param ids the number of each stream in the whole, rising */
    static <T> Pool<T> part(List<Streamer<T>> streams, int[] ids) {
        return new Pool<>(List.copyOf(streams), ids);
    }

    int size() {
        return streams.size();
    }

    Streamer<T> get(int stream) {
        return streams.get(stream);
    }

    int id(int stream) {
        return ids == null ? stream : ids[stream];
    }

    /** The sum of what all streams hold open. */
    long openTogether() {
        long sum = 0;
        for (Streamer<T> stream : streams) {
            sum += stream.maxOpen();
        }
        return sum;
    }

    /** The most that one of the streams holds open. */
    long openOneByOne() {
        long most = 0;
        for (Streamer<T> stream : streams) {
            most = Math.max(most, stream.maxOpen());
        }
        return most;
    }

    void sign(Signature signature) {
        for (int i = 0; i < streams.size(); i++) {
            streams.get(i).sign(signature);
        }
    }

    boolean finite() {
        return streams.stream().allMatch(Streamer::finite);
    }
}
