// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import java.util.Locale;

/**
 * How far a run has got, as one line.
 *
 * @param records what the plan gave: batches, or samples
 * @param most how many it is to give, or null
 * @param samples in them
 * @param batches whether records are batches
 * @param perSecond samples a second, lately
 * @param recordsPerSecond records a second, lately
 * @param shareError part of the samples that came from other streams than asked; NaN where no shares are asked for
 */
record ProgressLine(
        long records,
        Long most,
        long samples,
        boolean batches,
        double perSecond,
        double recordsPerSecond,
        double shareError) {

    private static final int WIDTH = 79;

    /** For a terminal: it fits one of 80 columns, and covers the line before. */
    String forTerminal() {
        StringBuilder line = new StringBuilder();
        if (most != null) {
            line.append(String.format(Locale.ROOT, "%3.0f %%  ", 100.0 * records / most));
        }
        line.append(Text.count(samples, "sample"));
        if (batches) {
            line.append(" in ").append(Text.count(records, "batch"));
        }
        line.append(String.format(Locale.ROOT, ", %s/s", Text.number(Math.round(perSecond))));
        if (!Double.isNaN(shareError)) {
            line.append(String.format(Locale.ROOT, ", share error %.4f", shareError));
        }
        if (left() >= 0) {
            line.append(String.format(Locale.ROOT, ", %d:%02d left", left() / 60, left() % 60));
        }
        return line.length() > WIDTH
                ? line.substring(0, WIDTH)
                : line.append(" ".repeat(WIDTH - line.length())).toString();
    }

    /** For a log: key=value. */
    String forLog() {
        StringBuilder line = new StringBuilder("progress samples=").append(samples);
        if (batches) {
            line.append(" batches=").append(records);
        }
        if (most != null) {
            line.append(String.format(Locale.ROOT, " done=%.4f", (double) records / most));
        }
        line.append(String.format(Locale.ROOT, " samples_per_s=%.0f", perSecond));
        if (!Double.isNaN(shareError)) {
            line.append(String.format(Locale.ROOT, " share_error=%.4f", shareError));
        }
        if (left() >= 0) {
            line.append(" left_s=").append(left());
        }
        return line.toString();
    }

    /** Seconds until it is done, or -1 if nobody knows. */
    private long left() {
        return most == null || recordsPerSecond <= 0 ? -1 : Math.round((most - records) / recordsPerSecond);
    }
}
