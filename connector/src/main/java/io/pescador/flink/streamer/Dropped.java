// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

import java.io.IOException;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The streams of a shard that failed and were dropped for good, by their places in the tree. */
final class Dropped {

    /**
     * If so many streams in a row cannot be read, their source is at fault: the store is down, or a directory was removed or is unreadable.
     * If half of the files are missing, the chance of so many in a row is one in 65 536.
     */
    static final int IN_A_ROW = 16;

    private final TreeSet<Long> places = new TreeSet<>();
    private final Consumer<String> report;
    private int inARow;

    /** @param report is told of each stream that is dropped, in words */
    Dropped(Consumer<String> report) {
        this.report = report;
    }

    void add(long place, String why) {
        if (places.add(place)) {
            report.accept(why);
        }
    }

    /** One of the streams that may be dropped gave an item. */
    void gaveItem() {
        inARow = 0;
    }

    /**
     * Counts a stream that cannot be read for a reason that others may share. True at the last of a row: then the streams alone are not to
     * blame.
     */
    boolean isLastInARow() {
        return ++inARow == IN_A_ROW;
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
