// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import io.pescador.flink.jobs.cli.console.Figures;
import io.pescador.flink.jobs.flow.FlowCounts;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What a person wants to know at the end of a mux: how much came and was given, and of which streams.
 *
 * @param read what came
 * @param given what was given
 */
@Internal
public record FlowSummary(FlowCounts read, FlowCounts given) {

    /** More streams than fit a screen are not all shown. */
    private static final int MOST = 24;

    private static final int NAME_WIDTH = 40;

    /** The first line. */
    public static String head(String plan, String what, long seed, double seconds) {
        return String.format(Locale.ROOT, "%s: %s, seed %d, %.1f s", plan, what, seed, seconds);
    }

    /**
     * The lines.
     *
     * @param seconds that it took
     */
    public List<String> lines(String plan, long seed, double seconds) {
        List<String> lines = new ArrayList<>();
        String what = Figures.count(read.all(), "line") + " read, " + Figures.number(given.all()) + " given";
        lines.add(head(plan, what, seed, seconds));
        List<String> streams = read.streams().keySet().stream()
                .sorted(Comparator.<String>comparingLong(
                                stream -> -given.streams().getOrDefault(stream, 0L))
                        .thenComparing(stream -> -read.streams().get(stream))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        if (streams.isEmpty() || given.all() == 0) {
            return lines;
        }
        List<String> shown = streams.size() <= MOST ? streams : streams.subList(0, MOST);
        int width =
                shown.stream().mapToInt(stream -> name(stream).length()).max().orElse(0);
        String format = "  %-" + Math.max(width, "stream".length()) + "s  %12s  %8s  %12s  %8s";
        lines.add(String.format(Locale.ROOT, format, "stream", "read", "share", "given", "share"));
        for (String stream : shown) {
            long came = read.streams().get(stream);
            long went = given.streams().getOrDefault(stream, 0L);
            lines.add(String.format(
                    Locale.ROOT,
                    format,
                    name(stream),
                    Figures.number(came),
                    Figures.share((double) came / read.all()),
                    Figures.number(went),
                    Figures.share((double) went / given.all())));
        }
        if (streams.size() > shown.size()) {
            lines.add("  and other streams, of which less was given");
        }
        return lines;
    }

    private static String name(String stream) {
        return stream.length() <= NAME_WIDTH ? stream : stream.substring(0, NAME_WIDTH - 1) + "…";
    }
}
