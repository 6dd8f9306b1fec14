// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.codec;

import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Type;
import io.pescador.flink.plan.key.Value;
import io.pescador.flink.plan.spec.Rounds.Extent;
import io.pescador.flink.plan.spec.Rounds.Unit;
import io.pescador.flink.plan.spec.Schedule;
import io.pescador.flink.plan.spec.Schedule.Change;
import io.pescador.flink.plan.spec.Weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads how the weights of a mux change. */
final class ScheduleReader {

    private static final String FORM =
            "a schedule is a list of changes, such as {at: 100_000, weights: {web: .5, code: .5}}";
    private static final String EXTENT = "a number of samples ≥ 1, or {batches: n}";

    private static final Key<Long> BATCHES =
            Key.of("batches", Type.atLeast(1, "a number of batches ≥ 1"), "So many batches of all shards.");

    private static final Type<Extent> SAMPLES_OR_BATCHES = Type.mappingOr(
            "n samples of all shards, or `{batches: n}`",
            "a number of batches",
            List.of(BATCHES),
            Type.atLeast(1, EXTENT),
            samples -> new Extent(Unit.SAMPLES, samples),
            mapping -> {
                Long batches = mapping.require(BATCHES, EXTENT);
                return batches == null ? null : new Extent(Unit.BATCHES, batches);
            });

    private static final Key<Extent> AT =
            Key.of("at", SAMPLES_OR_BATCHES, "After how many samples the change begins. Required.");
    private static final Key<Extent> RAMP = Key.of(
                    "ramp", SAMPLES_OR_BATCHES, "Over how many samples weights move to the new ones. Default: at once.")
            .orElse(Extent.NONE);

    private static final List<Key<?>> KEYS = List.of(AT, Keys.WEIGHTS, RAMP);

    static final Type<Schedule> TYPE = new Type<>(
            "list of `{at: n, weights: …, ramp: n}`",
            Map.of("type", "array", "minItems", 1, "items", Type.objectOf(KEYS)),
            ScheduleReader::read);

    private ScheduleReader() {}

    private static Schedule read(Value value) {
        List<Value> list = value.elements();
        if (list == null || list.isEmpty()) {
            return value.wrong(FORM);
        }
        List<Change> changes = new ArrayList<>();
        for (Value element : list) {
            Mapping change = element.mapping();
            if (change == null) {
                return element.refuse("the schedule has " + element.shown() + ": " + FORM);
            }
            change.refuseOthers(KEYS, "a change of the schedule");
            Extent at = change.require(AT, "say after how many samples the weights change, such as at: 100_000");
            Weights weights = change.require(Keys.WEIGHTS, "say which weights hold from then on");
            if (at != null && weights != null) {
                changes.add(new Change(at, change.get(RAMP), weights, element.at()));
            }
        }
        return new Schedule(changes, null);
    }
}
