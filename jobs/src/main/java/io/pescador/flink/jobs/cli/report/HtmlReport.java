// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import io.pescador.flink.jobs.cli.console.Figures;
import io.pescador.flink.jobs.cli.count.SequenceHash;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@link Summary} says and more, as one HTML page that needs nothing beside it: no network, no script. */
final class HtmlReport {

    /** Of more streams only the furthest from their share have a line; a browser should not have to show a million. */
    private static final int MOST = 1000;

    private static final String STYLE =
            """
            body { font: 15px/1.5 sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222 }
            table { border-collapse: collapse } td, th { padding: .1em 1em .1em 0; text-align: left; vertical-align: top }
            td.n, th.n { text-align: right; font-variant-numeric: tabular-nums } svg { max-width: 100%; height: auto }
            pre, code { background: #f4f4f4 } pre { padding: 1em; overflow-x: auto }
            """;

    private HtmlReport() {}

    /**
     * @param planText the plan file as it is written
     */
    static String of(RunResult run, String planText) {
        ShareTable table = ShareTable.of(run.plan().tree(), run.counts());
        String file = Markup.escaped(run.plan().file());
        StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(file)
                .append("</title><style>\n")
                .append(STYLE)
                .append("</style></head><body>\n<h1>")
                .append(file)
                .append("</h1>\n");
        figures(run, page);
        if (!table.rows().isEmpty()) {
            page.append("<h2>Shares</h2>\n").append(SharePlots.of(List.of(), bars(table)));
            shares(table, page);
        }
        page.append("<h2>Plan</h2>\n<pre>").append(Markup.escaped(planText)).append("</pre>\n");
        page.append("<h2>Repeat</h2>\n<pre>")
                .append(Markup.escaped(run.repeat()))
                .append("</pre>\n</body></html>\n");
        return page.toString();
    }

    private static void figures(RunResult run, StringBuilder page) {
        page.append("<table id=\"figures\">\n");
        figure("samples", Long.toString(run.counts().samples()), page);
        if (run.plan().givesBatches()) {
            figure("batches", Long.toString(run.counts().records()), page);
        }
        figure("activations", Long.toString(run.source().activations()), page);
        figure("empty", Long.toString(run.source().empty()), page);
        figure("skipped streams", Long.toString(run.source().skipped()), page);
        figure("seed", Long.toString(run.seed()), page);
        figure("shards", Integer.toString(run.plan().shards()), page);
        figure("sequence", SequenceHash.text(run.counts().hash()), page);
        figure(
                run.resumed() ? "seconds since it was resumed" : "seconds",
                String.format(Locale.ROOT, "%.1f", run.seconds()),
                page);
        page.append("</table>\n");
    }

    private static void figure(String name, String value, StringBuilder page) {
        page.append("<tr><th>").append(name).append("</th><td class=\"n\">").append(value);
        page.append("</td></tr>\n");
    }

    private static List<SharePlots.Bar> bars(ShareTable table) {
        List<SharePlots.Bar> bars = new ArrayList<>();
        for (ShareTable.Row row : table.leaves()) {
            bars.add(new SharePlots.Bar(row.name(), row.asked(), row.given()));
        }
        bars.sort((a, b) -> Double.compare(b.given(), a.given()));
        return bars;
    }

    private static void shares(ShareTable table, StringBuilder page) {
        List<ShareTable.Row> shown = table.rows();
        if (shown.size() > MOST) {
            shown = table.worst();
            page.append("<p>The ").append(shown.size()).append(" streams furthest from their share, of ");
            page.append(table.leaves().size()).append(":</p>\n");
        }
        page.append("<table id=\"shares\">\n<tr><th>stream</th><th class=\"n\">asked</th><th class=\"n\">given</th>"
                + "<th class=\"n\">samples</th></tr>\n");
        for (ShareTable.Row row : shown) {
            page.append("<tr><td>").append("&emsp;".repeat(row.depth())).append(Markup.escaped(row.name()));
            page.append("</td><td class=\"n\">").append(Figures.share(row.asked()));
            page.append("</td><td class=\"n\">").append(Figures.share(row.given()));
            page.append("</td><td class=\"n\">").append(row.samples()).append("</td></tr>\n");
        }
        page.append("</table>\n");
    }
}
