// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.codec;

import io.pescador.flink.operators.keyed.KeyedMuxBuilder;
import io.pescador.flink.operators.keyed.Overflow;
import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Type;
import io.pescador.flink.plan.key.Value;
import io.pescador.flink.plan.spec.LiveBuffer;

import org.apache.flink.annotation.Internal;
import org.apache.flink.util.TimeUtils;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The keys of a plan for {@code pescador mux}, except those of the kinds of mux. */
@Internal
public final class LiveKeys {

    // ---- the job

    static final Key<Long> SEED = Key.of(
            "seed",
            Keys.SEED.type(),
            "Same plan, same seed, same lines in the same order: same output. Without a seed one is drawn and printed.");

    public static final Key<String> INPUT = Key.of(
            "input",
            Type.text("`-` or directory", "- for standard input, or a directory"),
            "Where lines come from, as the flag `--input`.");

    static final Key<String> OUTPUT = Key.of(
            "output",
            new Type<>(
                    "`jsonl:-` or `jsonl:FILE`",
                    Keys.OUTPUT.type().schema(),
                    Keys.OUTPUT.type().reader()),
            "Where lines go, as the flag `--output`.");

    static final Key<Boolean> PROVENANCE = Key.of(
                    "provenance",
                    Type.flag(),
                    "Whether lines are written with where they came from, as the flag `--provenance`.")
            .orElse(false);

    /** The keys of the job, in the order of the documentation. */
    public static final List<Key<?>> JOB = List.of(SEED, INPUT, OUTPUT, PROVENANCE, Keys.VARS);

    // ---- streams

    static final Key<String> STREAM_BY = Key.of(
            "stream_by",
            Type.text("field", "the name of a field"),
            "The field that says which stream a line belongs to. Its value is a text, a number, true or false; 1 and \"1\""
                    + " are the same stream.");

    static final Key<String> KEY_BY = Key.of(
            "key_by",
            Type.text("field", "the name of a field"),
            "A mux for each value of this field. Without it there is one.");

    static final Key<List<String>> STREAMS = Key.of(
            "streams",
            new Type<>(
                    "list of ids",
                    Map.of(
                            "type",
                            "array",
                            "items",
                            Map.of("type", List.of("string", "number", "boolean")),
                            "minItems",
                            1),
                    LiveKeys::streams),
            "All streams. A line of another one is a mistake. Without it streams are discovered as they come.");

    static final Key<Integer> MAX_STREAMS = Key.of(
            "max_streams",
            Type.count("the most streams that are known at a time is a whole number ≥ 1"),
            "The most streams that are known at a time; default 1024, 4096 under `spill`.");

    /** The last line of a stream has this value in this field. */
    record End(String field, Object value) {}

    static final Key<End> ENDS_WITH = Key.of(
            "ends_with",
            new Type<>(
                    "`{field: value}`",
                    Map.of("type", "object", "minProperties", 1, "maxProperties", 1),
                    LiveKeys::end),
            "What the last line of a stream has. Without it streams end with the input.");

    private static final String SILENCE = "a time with its unit, such as 30s, 5min or 500ms";

    static final Key<Duration> IDLE_TIMEOUT = Key.of(
            "idle_timeout",
            new Type<>("`30s`, `5min`, `500ms`", Map.of("type", "string"), LiveKeys::silence),
            "A stream that holds a slot and gave no line for that long counts as ended. What is drawn then depends on the"
                    + " clock.");

    /** In the order of the documentation. */
    public static final List<Key<?>> OF_STREAMS =
            List.of(STREAM_BY, KEY_BY, STREAMS, MAX_STREAMS, ENDS_WITH, IDLE_TIMEOUT);

    // ---- the mux

    static final Key<Integer> LANES = Key.of(
                    "lanes",
                    Type.count("the number of lanes is a whole number ≥ 1"),
                    "Spreads one mux over so many tasks; `n_active` is divided among them. See"
                            + " [many tasks](keyed-mux.md#many-tasks).")
            .orElse(1);

    static Key<String> mux(List<String> kinds) {
        return Key.of(
                        "mux",
                        Type.oneOf(kinds, kinds, Type.either(kinds)),
                        "How the next stream is picked, as in [plans](plan.md#muxes).")
                .orElse(kinds.get(0));
    }

    // ---- buffers

    private static final String KEPT = "the most records of a stream that are kept is a whole number ≥ 1";
    private static final Key<Integer> CAPACITY = Key.of(
                    "capacity", Type.count(KEPT), "The most records of a stream that are kept.")
            .orElse(KeyedMuxBuilder.DEFAULT_CAPACITY);
    private static final Key<Double> HALF_LIFE = Key.of(
            "half_life",
            Type.positive(Double.MAX_VALUE, "a half-life is a number of records above 0"),
            "After so many records of a stream, one that is kept counts half.");
    private static final Key<Integer> MAX_REPEATS = Key.of(
            "max_repeats", Type.count("a record is given at least once"), "How often a record is given at most.");
    private static final Key<Double> DRAWS_PER_RECORD = Key.of(
                    "draws_per_record",
                    Type.positive(1e6, "the draws that each record allows are a number above 0, and at most a million"),
                    "How many draws each record allows.")
            .orElse(1.0);
    private static final Key<Overflow> OVERFLOW = Key.of(
                    "overflow",
                    Type.oneOf(Overflow.DROP_OLDEST, Overflow.DROP_NEWEST),
                    "Which record is dropped where there are too many.")
            .orElse(Overflow.DROP_OLDEST);

    static final Key<LiveBuffer> RESERVOIR = Key.of(
            "reservoir",
            Type.mappingOr(
                    "n, or `{capacity: n, half_life: h, max_repeats: r, draws_per_record: d}`",
                    "reservoir",
                    List.of(CAPACITY, HALF_LIFE, MAX_REPEATS, DRAWS_PER_RECORD),
                    Type.count(KEPT),
                    LiveKeys::reservoir,
                    inner -> new LiveBuffer.Reservoir(
                            inner.get(CAPACITY),
                            inner.get(HALF_LIFE),
                            inner.get(MAX_REPEATS),
                            inner.get(DRAWS_PER_RECORD))),
            "Keeps a random sample of each stream, and draws from it again and again: a line may come out several times, at"
                    + " most r times if that is given. Each line that comes allows d draws (1).");

    static final Key<LiveBuffer> FIFO = Key.of(
            "fifo",
            Type.mappingOr(
                    "n, or `{capacity: n, overflow: drop_oldest}`",
                    "fifo",
                    List.of(CAPACITY, OVERFLOW),
                    Type.count(KEPT),
                    capacity -> new LiveBuffer.Fifo(capacity, Overflow.DROP_OLDEST),
                    inner -> new LiveBuffer.Fifo(inner.get(CAPACITY), inner.get(OVERFLOW))),
            "Each line once at most, in order. The rarest stream sets the pace; of the others, the oldest line goes, or with"
                    + " `drop_newest` the one that comes.");

    static final Key<Boolean> SPILL = Key.of(
                    "spill",
                    new Type<>("`true`", Map.of("type", "boolean"), Type.flag().reader()),
                    "Each line once. Everything waits for its turn: for input that ends.")
            .orElse(false);

    /** In the order of the documentation. */
    public static final List<Key<?>> BUFFERS = List.of(RESERVOIR, FIFO, SPILL);

    private LiveKeys() {}

    private static LiveBuffer reservoir(int capacity) {
        return new LiveBuffer.Reservoir(capacity, null, null, DRAWS_PER_RECORD.otherwise());
    }

    /** The way records wait, if the plan says one. */
    static LiveBuffer buffer(Mapping plan) {
        boolean spills = plan.get(SPILL);
        List<Key<?>> said = BUFFERS.stream()
                .filter(key -> key == SPILL ? spills : plan.has(key))
                .toList();
        if (said.size() > 1) {
            plan.refuse(
                    said.get(1),
                    "records wait in one way, not as " + said.get(0).word() + " and "
                            + said.get(1).word() + ": keep one of the two");
        }
        LiveBuffer buffer = spills ? new LiveBuffer.Spill() : plan.get(plan.has(FIFO) ? FIFO : RESERVOIR);
        return buffer == null ? reservoir(KeyedMuxBuilder.DEFAULT_CAPACITY) : buffer;
    }

    private static List<String> streams(Value value) {
        List<Value> list = value.elements();
        if (list == null) {
            return value.wrong("a list of the ids of all streams");
        }
        if (list.isEmpty()) {
            return value.refuse(
                    "streams is empty: list the ids of all streams, or leave it out to have them discovered");
        }
        Set<String> streams = new LinkedHashSet<>();
        for (Value id : list) {
            if (!id.isScalar()) {
                id.refuse("the id of a stream is a word, not " + id.shown());
            } else if (!streams.add(id.written())) {
                id.refuse("stream \"" + id.written() + "\" is listed twice: keep one");
            }
        }
        return List.copyOf(streams);
    }

    private static End end(Value value) {
        String meaning = "a field and its value in the last line of a stream, such as {last: true}";
        Mapping mapping = value.mapping();
        if (mapping == null) {
            return value.wrong(meaning);
        }
        if (mapping.words().size() != 1) {
            return value.refuse("ends_with has not one field: it is " + meaning);
        }
        String field = mapping.words().iterator().next();
        Object last = mapping.value(field).scalar();
        return last == null
                ? mapping.value(field).wrong("the value is a text, a number, true or false")
                : new End(field, last);
    }

    private static Duration silence(Value value) {
        String text = value.text();
        try {
            Duration timeout = text != null && text.matches(".*[a-z]") ? TimeUtils.parseDuration(text) : Duration.ZERO;
            if (!timeout.isZero()) {
                return timeout;
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        return text == null ? value.wrong(SILENCE) : value.refuse("idle_timeout is \"" + text + "\": " + SILENCE);
    }
}
