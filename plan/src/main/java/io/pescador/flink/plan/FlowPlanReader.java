// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import org.apache.flink.util.TimeUtils;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the keys of a flow plan, and refuses what the keyed mux could not do, in the plan's words. */
final class FlowPlanReader {

    private static final String SILENCE = "a time with its unit, such as 30s, 5min or 500ms";

    private final String path;
    private final Fields fields;
    private final List<String> notices = new ArrayList<>();

    FlowPlanReader(String path, Fields fields) {
        this.path = path;
        this.fields = fields;
    }

    /** Whether these are the keys of a flow plan, which cannot be sampled; that is reported then. */
    static boolean refused(Fields fields) {
        if (!fields.has(FlowKey.STREAM_BY)) {
            return false;
        }
        fields.refuse(
                fields.place(FlowKey.STREAM_BY),
                "stream_by is for records that flow by: run this plan with pescador mux");
        return true;
    }

    /** @return the plan; only to be used if there are no problems */
    FlowPlan read() {
        if (!fields.has(FlowKey.STREAM_BY) && (fields.has(Key.OF) || !fields.has(Key.MUX))) {
            fields.refuse(
                    fields.place(),
                    "no stream_by: a plan for pescador mux names the field that says which stream a line belongs to."
                            + " A plan that reads its streams from files is run with pescador sample");
            return null;
        }
        List<String> words = Arrays.stream(MuxKind.values()).map(MuxKind::word).toList();
        if (!fields.has(FlowKey.MUX)) {
            fields.refuse(fields.place(), "no mux: say how streams are mixed: " + String.join(", ", words));
            return null;
        }
        MuxKind kind = MuxKind.values()[words.indexOf(fields.oneOf(FlowKey.MUX, words))];
        refuseOthers(kind);
        String streamBy = fields.text(FlowKey.STREAM_BY, "the name of a field");
        if (!fields.has(FlowKey.STREAM_BY)) {
            fields.refuse(fields.place(), "no stream_by: name the field that says which stream a line belongs to");
        }
        boolean stochastic = kind == MuxKind.STOCHASTIC;
        Integer nActive = stochastic ? fields.count(FlowKey.N_ACTIVE, "at least one stream must be active") : null;
        Double rate = stochastic
                ? fields.number(FlowKey.RATE, 1, "the mean number of records of an activation is a number ≥ 1")
                : null;
        FlowBuffer buffer = FlowBufferReader.read(fields);
        List<String> streams = streams();
        End end = end();
        FlowPlan plan = new FlowPlan(
                path,
                fields.whole(FlowKey.SEED.word(), Long.MIN_VALUE, Long.MAX_VALUE, "a seed is a whole number"),
                fields.text(FlowKey.INPUT, "- for standard input, or a directory"),
                fields.text(FlowKey.OUTPUT, "an output is written KIND:PATH"),
                fields.flag(FlowKey.PROVENANCE, false),
                new LineRule(
                        streamBy,
                        fields.text(FlowKey.KEY_BY, "the name of a field"),
                        end == null ? null : end.field,
                        end == null ? null : end.value,
                        streams == null ? null : new LinkedHashSet<>(streams),
                        FlowWeightReader.read(fields, path, streams)),
                streams,
                fields.count(FlowKey.MAX_STREAMS, "the most streams that are known at a time is a whole number ≥ 1"),
                kind,
                nActive == null ? 1 : nActive,
                rate,
                fields.oneOf(FlowKey.DIST, List.of("binomial", "constant", "poisson")),
                fields.oneOf(FlowKey.MODE, List.of("single_active", "with_replacement", "exhaustive")),
                fields.oneOf(FlowKey.WEIGHTING, List.of("share", "pescador")),
                buffer,
                idleTimeout(),
                lanes(),
                notices);
        together(plan);
        return plan;
    }

    private void refuseOthers(MuxKind kind) {
        for (String word : fields.words()) {
            FlowKey key = FlowKey.of(word);
            if (key != null && !key.kinds().contains(kind)) {
                fields.refuse(
                        fields.place(word),
                        "\"" + word + "\" has no place in a " + kind.word() + " mux: it belongs to a "
                                + key.kinds().stream().map(MuxKind::word).collect(Collectors.joining(" or ")) + " mux");
            } else if (key == null && word.equals(Key.BUFFER.word())) {
                fields.refuse(
                        fields.place(word),
                        "buffer makes batches, and a line stays a line: reservoir, fifo or spill say how lines wait");
            } else if (key == null && Key.of(word) != null) {
                fields.refuse(
                        fields.place(word),
                        "\"" + word
                                + "\" has no place in a plan for pescador mux: it belongs to one for pescador sample");
            } else if (key == null) {
                fields.refuse(
                        fields.place(word),
                        "unknown key \"" + word + "\"" + Spelling.hint(word, FlowKey.wordsFor(kind)));
            }
        }
    }

    // ---- streams

    private List<String> streams() {
        if (!fields.has(FlowKey.STREAMS)) {
            return null;
        }
        if (!(fields.node(FlowKey.STREAMS) instanceof SequenceNode list)) {
            fields.wrong(FlowKey.STREAMS.word(), fields.node(FlowKey.STREAMS), "a list of the ids of all streams");
            return null;
        }
        Set<String> streams = new LinkedHashSet<>();
        for (org.snakeyaml.engine.v2.nodes.Node node : list.getValue()) {
            if (!(node instanceof ScalarNode scalar)) {
                fields.refuse(fields.file().at(node), "the id of a stream is a word, not " + fields.shown(node));
            } else if (!streams.add(fields.file().replaced(scalar))) {
                fields.refuse(
                        fields.file().at(node),
                        "stream \"" + fields.file().replaced(scalar) + "\" is listed twice: keep one");
            }
        }
        if (list.getValue().isEmpty()) {
            fields.refuse(
                    fields.place(FlowKey.STREAMS),
                    "streams is empty: list the ids of all streams, or leave it out to have them discovered");
        }
        return List.copyOf(streams);
    }

    private record End(String field, Object value) {}

    private End end() {
        String meaning = "a field and its value in the last line of a stream, such as {last: true}";
        if (!fields.has(FlowKey.ENDS_WITH)) {
            return null;
        }
        if (!(fields.node(FlowKey.ENDS_WITH) instanceof MappingNode mapping)) {
            fields.wrong(FlowKey.ENDS_WITH.word(), fields.node(FlowKey.ENDS_WITH), meaning);
            return null;
        }
        Fields inner = Fields.of(mapping, fields.file());
        if (inner.words().size() != 1) {
            fields.refuse(fields.place(FlowKey.ENDS_WITH), "ends_with has not one field: it is " + meaning);
            return null;
        }
        String field = inner.words().iterator().next();
        if (inner.node(field) instanceof ScalarNode scalar && fields.file().value(scalar) != null) {
            return new End(field, fields.file().value(scalar));
        }
        inner.wrong(field, inner.node(field), "the value is a text, a number, true or false");
        return null;
    }

    private Duration idleTimeout() {
        String text = fields.text(FlowKey.IDLE_TIMEOUT, SILENCE);
        if (text == null) {
            return null;
        }
        try {
            Duration timeout = text.matches(".*[a-z]") ? TimeUtils.parseDuration(text) : Duration.ZERO;
            if (!timeout.isZero()) {
                return timeout;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        fields.wrong(FlowKey.IDLE_TIMEOUT.word(), text, SILENCE);
        return null;
    }

    private int lanes() {
        Integer lanes = fields.count(FlowKey.LANES, "the number of lanes is a whole number ≥ 1");
        return lanes == null ? 1 : lanes;
    }

    // ---- what goes together

    private void together(FlowPlan plan) {
        boolean spills = plan.buffer() instanceof FlowBuffer.Spill;
        boolean stochastic = plan.kind() == MuxKind.STOCHASTIC;
        if (stochastic && !plan.mode().equals("single_active") && !(spills && plan.streams() != null)) {
            fields.refuse(
                    fields.place(FlowKey.MODE),
                    "mode " + plan.mode() + " needs to know all streams and to keep all records: add streams and spill,"
                            + " or leave out mode");
        }
        if (stochastic && plan.mode().equals("exhaustive") && plan.rate() != null) {
            fields.refuse(
                    fields.place(FlowKey.RATE),
                    "spill gives every record, but with mode exhaustive a rate leaves the rest of each stream: leave out"
                            + " rate or mode");
        }
        if (spills && plan.idleTimeout() != null) {
            fields.refuse(
                    fields.place(FlowKey.IDLE_TIMEOUT),
                    "spill gives every record, so it cannot give up a silent stream: leave out idle_timeout, or take"
                            + " fifo");
        }
        if (plan.streams() != null && plan.maxStreams() != null) {
            fields.refuse(fields.place(FlowKey.MAX_STREAMS), "all streams are listed: leave out max_streams");
        }
        if (plan.maxStreams() != null && stochastic && plan.maxStreams() < 2L * plan.nActive() / plan.lanes()) {
            fields.refuse(
                    fields.place(FlowKey.MAX_STREAMS),
                    "max_streams is " + plan.maxStreams() + ": it is at least twice n_active");
        }
        lanes(plan, stochastic);
        boolean ends = plan.rule().endField() != null || plan.idleTimeout() != null || spills;
        if (stochastic && plan.rate() == null && !ends) {
            notices.add(fields.place() + ": without rate a stream keeps its slot to its end, and nothing says where"
                    + " streams end: set rate, unless n_active is the number of streams");
        }
    }

    private void lanes(FlowPlan plan, boolean stochastic) {
        if (plan.lanes() == 1) {
            return;
        }
        if (plan.rule().keyBy() != null) {
            fields.refuse(
                    fields.place(FlowKey.LANES), "lanes spread one mux, and key_by makes many: keep one of the two");
        }
        if (plan.streams() != null) {
            fields.refuse(
                    fields.place(FlowKey.LANES),
                    "lanes deal streams as they turn up: leave out streams, or leave out lanes");
        }
        if (stochastic && plan.nActive() % plan.lanes() != 0) {
            fields.refuse(
                    fields.place(FlowKey.N_ACTIVE),
                    "n_active is " + plan.nActive() + ", which " + plan.lanes()
                            + " lanes cannot divide evenly: make it a multiple of lanes");
        }
    }
}
