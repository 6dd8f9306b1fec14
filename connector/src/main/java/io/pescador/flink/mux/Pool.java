// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux;

import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.LazyStreams;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.spi.Signature;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The streamers of a mux, or a shard's part of them, each with the number that it has in the whole. */
final class Pool<T> implements Serializable {

    private final List<Streamer<T>> streams;

    /** Null where the number of a stream is its index. */
    private final int[] ids;

    private Pool(List<Streamer<T>> streams, int[] ids) {
        this.streams = streams;
        this.ids = ids;
    }

    @SuppressWarnings("unchecked") // a list that is only read may be one of a supertype
    static <T> Pool<T> of(List<? extends Streamer<T>> streams) {
        return new Pool<>(streams instanceof LazyStreams ? (List<Streamer<T>>) streams : List.copyOf(streams), null);
    }

    /**
     * @param indexes of the streams of the part, rising; kept, not copied
     * @param cuts how much of each the part has
     * @throws IllegalArgumentException if one cannot be cut so finely
     */
    Pool<T> part(int[] indexes, List<Cut> cuts) {
        int[] numbers =
                ids == null ? indexes : Arrays.stream(indexes).map(this::id).toArray();
        if (streams instanceof LazyStreams<T> lazy) {
            return new Pool<>(LazyPart.of(lazy, indexes, cuts), numbers);
        }
        List<Streamer<T>> part = new ArrayList<>(indexes.length);
        for (int i = 0; i < indexes.length; i++) {
            Streamer<T> stream = get(indexes[i]);
            part.add(cuts.get(i).isWhole() ? stream : stream.cut(cuts.get(i)));
        }
        return new Pool<>(List.copyOf(part), numbers);
    }

    /** Makes the streams ready to be got. */
    void load() throws IOException {
        if (streams instanceof LazyStreams<T> lazy) {
            lazy.load();
        }
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

    /** The numbers in the whole of all streams, rising. */
    int[] ids() {
        return IntStream.range(0, size()).map(this::id).toArray();
    }

    boolean divisible(int stream) {
        return streams instanceof LazyStreams<T> lazy
                ? lazy.model().divisible()
                : get(stream).divisible();
    }

    /** The sum of what all streams hold open. */
    long openTogether() {
        if (streams instanceof LazyStreams<T> lazy) {
            return size() * lazy.model().maxOpen();
        }
        long sum = 0;
        for (Streamer<T> stream : streams) {
            sum += stream.maxOpen();
        }
        return sum;
    }

    /** The most that one of the streams holds open. */
    long openOneByOne() {
        if (streams instanceof LazyStreams<T> lazy) {
            return lazy.model().maxOpen();
        }
        long most = 0;
        for (Streamer<T> stream : streams) {
            most = Math.max(most, stream.maxOpen());
        }
        return most;
    }

    /** How many samples an activation of each stream gives, less than 0 where that is not known; null if none is known. */
    long[] knownLengths() {
        if (streams instanceof LazyStreams || streams.stream().allMatch(stream -> stream.knownLength() < 0)) {
            return null;
        }
        return streams.stream().mapToLong(Streamer::knownLength).toArray();
    }

    void sign(Signature signature) {
        if (streams instanceof LazyStreams<T> lazy) {
            lazy.sign(signature);
            return;
        }
        for (Streamer<T> stream : streams) {
            stream.sign(signature);
        }
    }

    boolean finite() {
        return streams instanceof LazyStreams<T> lazy
                ? lazy.model().finite()
                : streams.stream().allMatch(Streamer::finite);
    }
}
