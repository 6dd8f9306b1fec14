// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import io.pescador.flink.jobs.cli.console.Figures;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How far a run has got, as one line.
 *
 * @param records what the plan gave: batches, or samples
 * @param most how many it is to give, or null
 * @param samples in them
 * @param batches whether records are batches
 * @param epoch the pass that it is in, from 1; 0 where there is none yet
 * @param epochs how many passes there are to be, or null
 * @param perSecond samples a second, lately
 * @param recordsPerSecond records a second, lately
 * @param open streams that are open, as often as they are
 * @param pool streams of the plan that read
 * @param waitingForReads part of their time that readers waited for files, lately
 * @param waitingForConsumer part of their time that readers waited for the consumer of the samples, lately
 * @param shareError part of the samples that came from other streams than asked; NaN where no shares are asked for
 * @param savedSecondsAgo when state was saved last; -1: not yet, or never
 * @param held whether nothing comes because the consumer of the samples has enough of them
 */
record ProgressLine(
        long records,
        Long most,
        long samples,
        boolean batches,
        long epoch,
        Long epochs,
        double perSecond,
        double recordsPerSecond,
        long open,
        long pool,
        double waitingForReads,
        double waitingForConsumer,
        double shareError,
        long savedSecondsAgo,
        boolean held) {

    private static final int WIDTH = 79;

    /** Less is not worth a person's look. */
    private static final double NOTICEABLE = 0.01;

    /** A part of the line; of those that do not fit, the least important are left out. */
    private record Part(int importance, String text) {}

    /** For a terminal: it fits one of 80 columns, and covers the line before. */
    String forTerminal() {
        List<Part> parts = new ArrayList<>();
        if (most != null) {
            parts.add(new Part(9, String.format(Locale.ROOT, "%3.0f %%", 100 * done())));
        }
        if (epochs != null || epoch > 1) {
            parts.add(new Part(6, "epoch " + epoch + (epochs == null ? "" : "/" + epochs)));
        }
        parts.add(new Part(
                9,
                batches
                        ? Figures.brief(records) + " batches"
                        : Figures.brief(samples) + (samples == 1 ? " sample" : " samples")));
        parts.add(new Part(8, held ? "waits for the trainer" : Figures.brief(perSecond) + "/s"));
        if (pool > 0) {
            parts.add(new Part(4, "open " + open + "/" + Figures.brief(pool)));
        }
        if (waitingForReads >= NOTICEABLE) {
            parts.add(new Part(5, String.format(Locale.ROOT, "I/O wait %.0f%%", 100 * waitingForReads)));
        }
        if (waitingForConsumer >= NOTICEABLE) {
            parts.add(new Part(5, String.format(Locale.ROOT, "output wait %.0f%%", 100 * waitingForConsumer)));
        }
        if (!Double.isNaN(shareError)) {
            parts.add(new Part(2, String.format(Locale.ROOT, "share error %.4f", shareError)));
        }
        if (savedSecondsAgo >= 0) {
            parts.add(new Part(3, "saved " + savedSecondsAgo + " s ago"));
        }
        if (left() >= 0) {
            parts.add(new Part(7, clock(left()) + " left"));
        }
        String line = joined(parts);
        for (int least = 0; line.length() > WIDTH; least++) {
            int unimportant = least;
            parts.removeIf(part -> part.importance <= unimportant);
            line = joined(parts);
        }
        return line + " ".repeat(WIDTH - line.length());
    }

    private static String joined(List<Part> parts) {
        return String.join("  ", parts.stream().map(Part::text).toList());
    }

    private static String clock(long seconds) {
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
    }

    /** For a log: key=value. */
    String forLog() {
        StringBuilder line = new StringBuilder("progress samples=").append(samples);
        if (batches) {
            line.append(" batches=").append(records);
        }
        if (most != null) {
            line.append(String.format(Locale.ROOT, " done=%.4f", done()));
        }
        if (epoch > 0) {
            line.append(" epoch=").append(epoch);
        }
        line.append(String.format(Locale.ROOT, " samples_per_s=%.0f", perSecond));
        if (pool > 0) {
            line.append(" open=").append(open).append(" pool=").append(pool);
        }
        line.append(String.format(Locale.ROOT, " io_wait=%.2f output_wait=%.2f", waitingForReads, waitingForConsumer));
        if (!Double.isNaN(shareError)) {
            line.append(String.format(Locale.ROOT, " share_error=%.4f", shareError));
        }
        if (held) {
            line.append(" waits_for=trainer");
        }
        if (savedSecondsAgo >= 0) {
            line.append(" saved_s_ago=").append(savedSecondsAgo);
        }
        if (left() >= 0) {
            line.append(" left_s=").append(left());
        }
        return line.toString();
    }

    private double done() {
        return (double) records / most;
    }

    /** Seconds until it is done, or -1 if that is unknown. */
    private long left() {
        return most == null || recordsPerSecond <= 0 ? -1 : Math.round((most - records) / recordsPerSecond);
    }
}
