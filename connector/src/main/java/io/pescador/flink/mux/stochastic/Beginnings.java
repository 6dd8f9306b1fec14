// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.mux.stochastic;

import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The activations with which a run began: slots are filled as if the run had always been running, so these activations count as already
 * under way. Empty once they are over.
 */
final class Beginnings {

    /**
     * Of one stream.
     *
     * @param started in how many slots it began
     * @param open in how many of them it is still
     * @param before what it is pretended to have given before, in all of them
     * @param served how much of that is entered as given
     */
    record Beginning(int started, int open, long before, long served) {

        /** Whether none of its slots is over yet. */
        boolean isFirst() {
            return started == open;
        }
    }

    private final Map<Integer, Beginning> streams = new TreeMap<>();

    /** A stream begins in one more slot. */
    void add(int stream, long before, long served) {
        streams.merge(
                stream,
                new Beginning(1, 1, before, served),
                (a, b) -> new Beginning(a.started + 1, a.open + 1, a.before + b.before, a.served + b.served));
    }

    /** What is left of a stream's; null if nothing is. */
    Beginning of(int stream) {
        return streams.isEmpty() ? null : streams.get(stream);
    }

    boolean contains(int stream) {
        return streams.containsKey(stream);
    }

    /** One of a stream's slots is over. If it ended early, nothing is pretended of the stream any more. */
    void over(int stream, boolean early) {
        streams.computeIfPresent(
                stream,
                (number, b) -> b.open == 1
                        ? null
                        : new Beginning(b.started, b.open - 1, early ? 0 : b.before, early ? 0 : b.served));
    }

    void drop(int stream) {
        streams.remove(stream);
    }

    /** Layout: varint how many streams, and for each varint stream, slots in which it began, slots in which it is, samples before, samples entered. */
    void save(StateOut out) throws IOException {
        out.number(streams.size());
        for (Map.Entry<Integer, Beginning> entry : streams.entrySet()) {
            Beginning beginning = entry.getValue();
            out.number(entry.getKey());
            out.number(beginning.started);
            out.number(beginning.open);
            out.number(beginning.before);
            out.number(beginning.served);
        }
    }

    static Beginnings restore(int streams, StateIn in) throws IOException {
        Beginnings beginnings = new Beginnings();
        for (long n = in.number(streams, "the number of streams that a run began with"); n > 0; n--) {
            int stream = in.number(streams - 1, "the number of a stream");
            int started = in.number(Integer.MAX_VALUE, "the number of slots");
            int open = in.number(started, "the number of open slots");
            beginnings.streams.put(stream, new Beginning(started, open, in.number(), in.number()));
        }
        return beginnings;
    }
}
