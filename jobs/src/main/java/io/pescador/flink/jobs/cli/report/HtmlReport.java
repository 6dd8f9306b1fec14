// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import io.pescador.flink.jobs.cli.count.SequenceHash;
import io.pescador.flink.jobs.cli.count.TopStreams;
import io.pescador.flink.plan.spec.MuxSpec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * What {@link Summary} says and more, as one HTML page that needs nothing beside it and no network. The page is the same for every run; the
 * figures are in it as JSON, and its script shows them. Plots are drawn by uPlot, which is in the page too.
 */
final class HtmlReport {

    /** Of more streams the page shows muxes, and those furthest from their share. */
    private static final int MOST = 10_000;

    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/uPlot";

    private HtmlReport() {}

    /** @param planText the plan file as it is written */
    static String of(RunResult run, String planText) throws IOException {
        return resource("page.html")
                .replace("@title@", Markup.escaped(run.plan().file()))
                .replace("@uplot.css@", resource(UPLOT + ".min.css"))
                .replace("@uplot.js@", resource(UPLOT + ".iife.min.js"))
                .replace("@data@", json(run, planText));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** No script of the page ends where a text of the plan says so. */
    private static String json(RunResult run, String planText) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("plan", run.plan().file());
            json.writeStringField("text", planText);
            json.writeStringField("repeat", run.repeat());
            json.writeBooleanField("resumed", run.resumed());
            json.writeNumberField("samples", run.counts().samples());
            figures(run, json);
            streams(ShareTable.of(run.plan().tree(), run.counts()), json);
            history(run, json);
            json.writeEndObject();
        }
        return text.toString().replace("<", "\\u003c");
    }

    private static void figures(RunResult run, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("figures");
        figure("samples", run.counts().samples(), json);
        if (run.plan().givesBatches()) {
            figure("batches", run.counts().records(), json);
        }
        figure("passes", run.counts().samples() == 0 ? 0 : run.counts().epoch() + 1, json);
        figure("activations", run.source().activations(), json);
        figure("empty", run.source().empty(), json);
        figure("skipped streams", run.source().skipped(), json);
        figure("shards", run.plan().shards(), json);
        figure("seed", Long.toString(run.seed()), json);
        figure("sequence", SequenceHash.text(run.counts().hash()), json);
        figure(run.resumed() ? "seconds since resumed" : "seconds", tenths(run.seconds()), json);
        figure("waited for files, s", tenths(run.source().waitedForReads() / 1e9), json);
        figure("waited for output, s", tenths(run.source().waitedForConsumer() / 1e9), json);
        json.writeEndArray();
    }

    private static String tenths(double seconds) {
        return String.format(Locale.ROOT, "%.1f", seconds);
    }

    private static void figure(String name, Object value, JsonGenerator json) throws IOException {
        json.writeStartArray();
        json.writeString(name);
        if (value instanceof String text) {
            json.writeString(text);
        } else {
            json.writeNumber(((Number) value).longValue());
        }
        json.writeEndArray();
    }

    private static void streams(ShareTable table, JsonGenerator json) throws IOException {
        List<ShareTable.Row> shown = table.shown(MOST);
        json.writeNumberField("left", table.rows().size() - shown.size());
        json.writeArrayFieldStart("streams");
        for (ShareTable.Row row : shown) {
            json.writeStartArray();
            json.writeNumber(row.depth());
            json.writeString(row.name());
            share(row.asked(), json);
            json.writeNumber(row.samples());
            json.writeNumber(row.leaf() ? 1 : 0);
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private static void share(double share, JsonGenerator json) throws IOException {
        if (Double.isNaN(share)) {
            json.writeNull();
        } else {
            json.writeNumber(share);
        }
    }

    private static void history(RunResult run, JsonGenerator json) throws IOException {
        json.writeFieldName("bound");
        share(
                run.plan().tree() instanceof MuxSpec root
                        ? run.plan().shards() * ShareBound.of(root, root.shares())
                        : Double.NaN,
                json);
        TopStreams top = TopStreams.of(run.plan().tree());
        json.writeObjectFieldStart("history");
        json.writeNumberField("left", top.left());
        json.writeArrayFieldStart("names");
        for (String name : top.names()) {
            json.writeString(name);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("asked");
        for (double asked : top.asked()) {
            share(asked, json);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("points");
        for (long[] point : run.history().points()) {
            json.writeArray(point, 0, point.length);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
