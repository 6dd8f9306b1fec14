// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import io.pescador.flink.jobs.cli.console.Figures;

import org.apache.flink.annotation.Internal;

import java.util.List;
import java.util.Locale;

/** Plots of shares, as an SVG: share error over draws (both logarithmic), and asked against given shares. */
@Internal
public final class SharePlots {

    /**
     * A stream.
     *
     * @param asked its share of all samples; NaN where none is promised
     * @param given its share of the samples that came
     */
    record Bar(String name, double asked, double given) {}

    private static final int WIDTH = 360;
    private static final int HEIGHT = 240;
    private static final int MARGIN = 56;
    private static final double LEAST = 1e-5;

    private SharePlots() {}

    /**
     * @param errors draws so far and the share error then, as a part of 1; none: no such plot
     * @param streams those with the largest share first
     */
    public static String of(List<double[]> errors, List<Bar> streams) {
        StringBuilder svg = new StringBuilder();
        int width = (errors.isEmpty() ? 1 : 2) * (WIDTH + 2 * MARGIN);
        int height = HEIGHT + 2 * MARGIN;
        svg.append(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\" font-family=\"sans-serif\" font-size=\"11\">%n",
                width, height));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        if (!errors.isEmpty()) {
            errors(errors, svg);
        }
        shares(streams, errors.isEmpty() ? MARGIN : 3 * MARGIN + WIDTH, svg);
        return svg.append("</svg>\n").toString();
    }

    private static void errors(List<double[]> errors, StringBuilder svg) {
        frame(svg, MARGIN, "share error over draws");
        double decades = Math.ceil(Math.log10(errors.get(errors.size() - 1)[0]));
        for (int decade = 2; decade <= decades; decade++) {
            double x = MARGIN + WIDTH * (decade - 2) / Math.max(1, decades - 2);
            text(svg, x, MARGIN + HEIGHT + 16, "middle", "1e" + decade);
        }
        for (int decade = -5; decade <= 0; decade++) {
            text(svg, MARGIN - 6, MARGIN + HEIGHT * -decade / 5.0 + 4, "end", "1e" + decade);
        }
        svg.append("<polyline fill=\"none\" stroke=\"#1f77b4\" stroke-width=\"2\" points=\"");
        for (double[] error : errors) {
            double x = MARGIN + WIDTH * Math.max(0, Math.log10(error[0]) - 2) / Math.max(1, decades - 2);
            double y = MARGIN + HEIGHT * -Math.log10(Math.max(LEAST, error[1])) / 5;
            svg.append(format("%.1f,%.1f ", x, y));
        }
        svg.append("\"/>\n");
    }

    private static void shares(List<Bar> rows, int left, StringBuilder svg) {
        frame(svg, left, "given share (bar) and asked share (line), largest first");
        double most = 0;
        for (Bar row : rows) {
            most = Math.max(most, Math.max(row.given(), Double.isNaN(row.asked()) ? 0 : row.asked()));
        }
        text(svg, left - 6, MARGIN + 4, "end", Figures.share(most));
        text(svg, left - 6, MARGIN + HEIGHT + 4, "end", "0");
        int shown = Math.min(rows.size(), WIDTH / 3);
        for (int i = 0; i < shown; i++) {
            Bar row = rows.get(i);
            double x = left + (double) WIDTH * i / shown;
            double wide = Math.max(1, (double) WIDTH / shown - 1);
            double high = most == 0 ? 0 : HEIGHT * row.given() / most;
            svg.append(format(
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#aec7e8\"><title>%s %s</title></rect>%n",
                    x, MARGIN + HEIGHT - high, wide, high, Markup.escaped(row.name()), Figures.share(row.given())));
            if (!Double.isNaN(row.asked()) && most > 0) {
                double y = MARGIN + HEIGHT - HEIGHT * row.asked() / most;
                svg.append(format(
                        "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#d62728\" stroke-width=\"2\"/>%n",
                        x, x + wide, y, y));
            }
        }
    }

    private static void frame(StringBuilder svg, int left, String title) {
        svg.append(format(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#888\"/>%n",
                left, MARGIN, WIDTH, HEIGHT));
        text(svg, left, MARGIN - 12, "start", title);
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String words) {
        svg.append(format(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, Markup.escaped(words)));
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format.replace("%n", "\n"), values);
    }
}
