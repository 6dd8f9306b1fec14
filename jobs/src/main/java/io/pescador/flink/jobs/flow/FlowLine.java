// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.flow;

import io.pescador.flink.operators.keyed.Drawn;
import io.pescador.flink.plan.spec.LiveRecord;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/**
 * Counts what was drawn, and makes lines of it: the line as it came, or as the {@code value} of an object that says where it came from.
 * Scripts rely on the keys of that.
 *
 * @param <K> type of a mux's key
 */
final class FlowLine<K> extends RichMapFunction<Drawn<K, LiveRecord>, String> {

    private static final long serialVersionUID = 1;

    private final boolean provenance;
    private final boolean keyed;
    private transient FlowCounts counts;

    /**
     * @param provenance whether it is written with where it came from
     * @param keyed whether there are several muxes
     */
    FlowLine(boolean provenance, boolean keyed) {
        this.provenance = provenance;
        this.keyed = keyed;
    }

    @Override
    public void open(OpenContext context) {
        counts = new FlowCounts();
        getRuntimeContext().addAccumulator(FlowMux.GIVEN, counts);
    }

    @Override
    public String map(Drawn<K, LiveRecord> drawn) {
        LiveRecord record = drawn.value();
        counts.add(record.stream());
        if (!provenance) {
            return record.line();
        }
        StringBuilder line = new StringBuilder(record.line().length() + 128).append('{');
        if (keyed) {
            line.append("\"key\":");
            if (drawn.key() instanceof Integer lane) {
                line.append(lane.intValue());
            } else {
                text(line, drawn.key().toString());
            }
            line.append(',');
        }
        line.append("\"stream\":");
        text(line, drawn.stream());
        line.append(",\"draw\":").append(drawn.draw());
        line.append(",\"activation\":").append(drawn.activation());
        line.append(",\"age\":").append(drawn.age());
        line.append(",\"repeats\":").append(drawn.repeats());
        return line.append(",\"value\":").append(record.line()).append('}').toString();
    }

    private static void text(StringBuilder line, String text) {
        line.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, line);
        line.append('"');
    }
}
