// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.output;

import io.pescador.flink.record.Sample;
import io.pescador.flink.source.Sampled;

import org.apache.flink.annotation.Internal;

import java.io.IOException;

/** A sample as a line of JSON. Scripts rely on its keys. */
@Internal
public final class JsonLine implements JsonLinesSink.LineOf<Sampled<Sample>> {

    private static final long serialVersionUID = 1;

    /** A sample of one array that its plan gave no name is written as that array. */
    private static final String UNNAMED = "value";

    private final boolean provenance;
    private final StringBuilder line = new StringBuilder();

    /** @param provenance whether the sample is written with where it came from */
    public JsonLine(boolean provenance) {
        this.provenance = provenance;
    }

    @Override
    public CharSequence of(Sampled<Sample> sampled) throws IOException {
        line.setLength(0);
        line.append('{');
        if (provenance) {
            line.append("\"shard\":").append(sampled.shard());
            line.append(",\"draw\":").append(sampled.draw());
            line.append(",\"epoch\":").append(sampled.epoch());
            line.append(",\"path\":\"").append(sampled.pathText()).append('"');
            line.append(",\"activation\":").append(sampled.activation());
            line.append(",\"offset\":").append(sampled.offset());
            line.append(',');
        }
        line.append("\"value\":");
        Sample sample = sampled.value();
        if (sample.size() == 1 && sample.has(UNNAMED)) {
            sample.get(0).writeJson(line);
        } else {
            sample.writeJson(line);
        }
        return line.append("}\n");
    }
}
