// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import org.snakeyaml.engine.v2.nodes.MappingNode;

import java.util.ArrayList;
import java.util.List;

/** Reads how a flow plan has records wait: one of reservoir, fifo and spill. */
final class FlowBufferReader {

    private static final int DEFAULT_CAPACITY = 256;
    private static final String CAPACITY = "the most records of a stream that are kept is a whole number ≥ 1";

    private FlowBufferReader() {}

    /** @return what the plan says, or the default; only to be used if there are no problems */
    static FlowBuffer read(Fields fields) {
        List<FlowKey> given = new ArrayList<>();
        for (FlowKey key : List.of(FlowKey.RESERVOIR, FlowKey.FIFO)) {
            if (fields.has(key)) {
                given.add(key);
            }
        }
        boolean spill = fields.flag(FlowKey.SPILL, false);
        if (spill) {
            given.add(FlowKey.SPILL);
        }
        if (given.size() > 1) {
            fields.refuse(
                    fields.place(given.get(1)),
                    "records wait in one way, not as " + given.get(0).word() + " and "
                            + given.get(1).word() + ": keep one of the two");
            return null;
        }
        if (spill) {
            return new FlowBuffer.Spill();
        }
        return fields.has(FlowKey.FIFO) ? fifo(fields) : reservoir(fields);
    }

    private static FlowBuffer reservoir(Fields fields) {
        if (!(fields.node(FlowKey.RESERVOIR) instanceof MappingNode mapping)) {
            Integer capacity = fields.count(FlowKey.RESERVOIR, CAPACITY);
            return new FlowBuffer.Reservoir(capacity == null ? DEFAULT_CAPACITY : capacity, null, null, 1);
        }
        Fields inner = Fields.of(mapping, fields.file());
        inner.refuseOthers(List.of("capacity", "half_life", "max_repeats", "draws_per_record"), "reservoir");
        Double halfLife = inner.number("half_life", 0, "a half-life is a number of records above 0");
        if (halfLife != null && halfLife == 0) {
            inner.wrong("half_life", halfLife, "a half-life is a number of records above 0");
        }
        Long repeats = inner.whole("max_repeats", 1, Integer.MAX_VALUE, "a record is given at least once");
        String pace = "the draws that each record allows are a number above 0, and at most a million";
        Double draws = inner.number("draws_per_record", 0, pace);
        if (draws != null && (draws == 0 || draws > 1e6)) {
            inner.wrong("draws_per_record", draws, pace);
        }
        return new FlowBuffer.Reservoir(
                capacity(inner), halfLife, repeats == null ? null : repeats.intValue(), draws == null ? 1 : draws);
    }

    private static FlowBuffer fifo(Fields fields) {
        if (!(fields.node(FlowKey.FIFO) instanceof MappingNode mapping)) {
            Integer capacity = fields.count(FlowKey.FIFO, CAPACITY);
            return new FlowBuffer.Fifo(capacity == null ? DEFAULT_CAPACITY : capacity, true);
        }
        Fields inner = Fields.of(mapping, fields.file());
        inner.refuseOthers(List.of("capacity", "overflow"), "fifo");
        String overflow = inner.oneOf(() -> "overflow", List.of("drop_oldest", "drop_newest"));
        return new FlowBuffer.Fifo(capacity(inner), overflow.equals("drop_oldest"));
    }

    private static int capacity(Fields inner) {
        Long capacity = inner.whole("capacity", 1, Integer.MAX_VALUE, CAPACITY);
        return capacity == null ? DEFAULT_CAPACITY : capacity.intValue();
    }
}
