// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import io.pescador.flink.jobs.cli.count.SequenceHash;
import io.pescador.flink.plan.PlanException;

import org.apache.flink.annotation.Internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where {@code --summary} goes: the figures of the summary for programs, one JSON object.
 *
 * @param path of the file
 */
@Internal
public record SummaryFile(Path path) implements ResultFile {

    private static final String FLAG = "--summary";

    /** @throws PlanException if nothing can be written there */
    public static SummaryFile of(Path path) throws PlanException {
        ResultFile.check(FLAG, path);
        return new SummaryFile(path);
    }

    @Override
    public String flag() {
        return FLAG;
    }

    @Override
    public void write(RunResult run) throws IOException {
        try (Writer file = Files.newBufferedWriter(path);
                JsonGenerator json = new JsonFactory().createGenerator(file)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("plan", run.plan().file());
            json.writeNumberField("seed", run.seed());
            json.writeNumberField("shards", run.plan().shards());
            json.writeNumberField("samples", run.counts().samples());
            if (run.plan().givesBatches()) {
                json.writeNumberField("batches", run.counts().records());
            }
            json.writeNumberField("activations", run.source().activations());
            json.writeNumberField("empty", run.source().empty());
            json.writeNumberField("skipped_streams", run.source().skipped());
            json.writeStringField("sequence", SequenceHash.text(run.counts().hash()));
            json.writeNumberField("seconds", run.seconds());
            json.writeBooleanField("resumed", run.resumed());
            json.writeStringField("repeat", run.repeat());
            json.writeArrayFieldStart("streams");
            for (ShareTable.Row row :
                    ShareTable.of(run.plan().tree(), run.counts()).rows()) {
                stream(row, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void stream(ShareTable.Row row, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", row.name());
        json.writeNumberField("depth", row.depth());
        if (Double.isNaN(row.asked())) {
            json.writeNullField("asked");
        } else {
            json.writeNumberField("asked", row.asked());
        }
        json.writeNumberField("given", row.given());
        json.writeNumberField("samples", row.samples());
        json.writeEndObject();
    }
}
