// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

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

    boolean finite() {
        return streams.stream().allMatch(Streamer::finite);
    }
}
