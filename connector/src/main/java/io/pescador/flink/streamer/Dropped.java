// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The streams of a shard that failed and were dropped for good, by their places in the tree. */
final class Dropped {

    private final TreeSet<Long> places = new TreeSet<>();
    private final Consumer<String> report;

    /** @param report is told of each stream that is dropped, in words */
    Dropped(Consumer<String> report) {
        this.report = report;
    }

    void add(long place, String why) {
        if (places.add(place)) {
            report.accept(why);
        }
    }

    boolean contains(long place) {
        return !places.isEmpty() && places.contains(place);
    }

    int size() {
        return places.size();
    }

    /** Layout: varint how many, then 8 bytes each, rising. */
    void save(StateOut out) throws IOException {
        out.number(places.size());
        for (long place : places) {
            out.bits(place);
        }
    }

    void restore(StateIn in) throws IOException {
        places.clear();
        for (long n = in.number(); n > 0; n--) {
            places.add(in.bits());
        }
    }
}
