// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.spi;

import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The streams of a shard that failed and were dropped for good, by their paths in the tree. */
@Internal
public final class SkippedStreams {

    /**
     * If so many streams in a row cannot be read, their source is at fault: the store is down, or a directory was removed or is unreadable.
     * If half of the files are missing, the chance of so many in a row is one in 65 536.
     */
    public static final int IN_A_ROW = 16;

    private final TreeSet<Long> paths = new TreeSet<>();
    private final Consumer<String> report;
    private int inARow;

    /** @param report receives a message about each stream that is dropped */
    SkippedStreams(Consumer<String> report) {
        this.report = report;
    }

    public void add(long path, String why) {
        if (paths.add(path)) {
            report.accept(why);
        }
    }

    /** One of the streams that may be dropped gave an item. */
    public void gaveItem() {
        inARow = 0;
    }

    /**
     * Counts a stream that cannot be read for a reason that others may share. True at the last of a row: then the streams alone are not to
     * blame.
     */
    public boolean isLastInARow() {
        return ++inARow == IN_A_ROW;
    }

    public boolean contains(long path) {
        return !paths.isEmpty() && paths.contains(path);
    }

    int size() {
        return paths.size();
    }

    /** Layout: varint how many, then 8 bytes each, rising. */
    void save(StateOut out) throws IOException {
        out.number(paths.size());
        for (long path : paths) {
            out.bits(path);
        }
    }

    void restore(StateIn in) throws IOException {
        paths.clear();
        for (long n = in.number(); n > 0; n--) {
            paths.add(in.bits());
        }
    }
}
