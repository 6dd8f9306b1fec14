// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.codec;

import io.pescador.flink.format.BadRecords;
import io.pescador.flink.mux.Weighting;
import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.PlanText;
import io.pescador.flink.plan.key.Type;
import io.pescador.flink.plan.spec.RowRule;
import io.pescador.flink.plan.spec.Schedule;
import io.pescador.flink.plan.spec.Steps.OnError;
import io.pescador.flink.plan.spec.Weights;
import io.pescador.flink.streamer.items.RowOrder;

import org.apache.flink.annotation.Experimental;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Keys that several parts of a plan have. */
@Experimental
public final class Keys {

    /** The weights of a mux over streams that are listed or unfolded. */
    public static final Key<Weights> WEIGHTS = Key.of(
            "weights",
            WeightsReader.TYPE,
            "The share of the samples that each stream is to have. Without weights the choice is uniform at random.");

    /** How the weights of a mux change. */
    static final Key<Schedule> SCHEDULE = Key.of(
                    "schedule",
                    ScheduleReader.TYPE,
                    "How the weights change while the plan runs, written down before. Needs `weights`. See"
                            + " [changing a plan](changing-a-plan.md).")
            .orElse(Schedule.NONE);

    /** The weights of streams whose records flow by. */
    public static final Key<Weights> LIVE_WEIGHTS = Key.of(
            "weights",
            WeightsReader.LIVE_TYPE,
            "The share of each stream, as in [plans](plan.md#weights). A stream without a weight is a mistake; `\"*\"` is"
                    + " every other. A list goes with `streams`.");

    /** What weights mean. */
    public static final Key<Weighting> WEIGHTING = Key.of(
                    "weighting",
                    Type.oneOf(Weighting.SHARE, Weighting.PESCADOR),
                    "What weights mean: the long-run share of the samples, or what pescador 3.0 makes of them.")
            .orElse(Weighting.SHARE);

    /** The order of the rows of a leaf. */
    static final Key<RowOrder> ROWS = Key.of(
            "rows",
            Type.oneOf(RowOrder.IN_ORDER, RowOrder.SHUFFLED, RowOrder.RESHUFFLED, RowOrder.ROTATING, RowOrder.RANDOM),
            "`in_order`: from the first to the last. `shuffled`: pass after pass, each in a random order of its own; an"
                    + " activation goes on where this stream's last one stopped, so that no row comes again before each has"
                    + " come. `reshuffled`: all in a new random order each activation. `rotating`: as `shuffled`, but each pass"
                    + " from the first row to the last. `random`: drawn for ever. Default: `shuffled` for npz, npy and raw,"
                    + " `rotating` for the others.");

    /** How often the rows of a leaf may come. */
    static final Key<Long> MAX_EPOCHS = Key.of(
            "max_epochs",
            Type.atLeast(1, "there is at least one pass"),
            "How often each row of a stream may come. Then the stream has ended for good, and its share goes to the others in"
                    + " proportion. For `shuffled` and `rotating` rows. Default: no limit.");

    /** The rule of the rows of a leaf. */
    static RowRule rowRule(Mapping node) {
        RowOrder order = node.get(ROWS);
        Long maxEpochs = node.get(MAX_EPOCHS);
        if (maxEpochs != null && order != null && !order.goesOn()) {
            node.refuse(
                    MAX_EPOCHS,
                    "max_epochs with rows: " + order.name().toLowerCase(Locale.ROOT)
                            + ": each activation begins anew, so passes cannot be counted. Take rows: shuffled or rotating");
            return new RowRule(order, null);
        }
        return new RowRule(order, maxEpochs);
    }

    static final Key<String> NAME = Key.of(
            "name", Type.text("text", "a name is a word"), "What messages, weights and the summary call the node.");

    private static final Type<OnError.Stream> FAIL_OR_SKIP = Type.oneOf(
            "a stream that fails can fail the job or be left out: fail or skip",
            OnError.Stream.FAIL,
            OnError.Stream.SKIP);

    private static final Key<OnError.Stream> STREAM =
            Key.of("stream", FAIL_OR_SKIP, "When a file cannot be read.").orElse(OnError.Stream.FAIL);

    private static final Key<BadRecords.Rule> RECORD = Key.of(
                    "record",
                    Type.oneOf(
                            "a record that cannot be read can fail its stream or be left out: fail or skip",
                            BadRecords.Rule.FAIL,
                            BadRecords.Rule.SKIP),
                    "When a record cannot be read.")
            .orElse(BadRecords.Rule.FAIL);

    private static final Key<Integer> AT_MOST = Key.of(
                    "at_most",
                    Type.count("a whole number of records of a file ≥ 1"),
                    "How many records of a file may be left out.")
            .orElse((int) BadRecords.AT_MOST);

    private static final Key<String> QUARANTINE = Key.of(
                    "quarantine", Type.text("path", "a path of a local file"), "A file that names them.")
            .orElse("");

    static final Key<OnError> ON_ERROR = Key.of(
            "on_error",
            Type.mappingOr(
                    "`fail`, `skip` or `{record: skip, at_most: n, quarantine: FILE}`",
                    "on_error",
                    List.of(STREAM, RECORD, AT_MOST, QUARANTINE),
                    FAIL_OR_SKIP,
                    stream -> new OnError(stream, BadRecords.REFUSED),
                    Keys::onError),
            "What happens when a leaf below this node cannot be read. `fail`: the job fails, with the stream's path, file"
                    + " and place. `skip`: it is opened again where it failed, twice, then left out for good; this is"
                    + " logged, and counted by the metric `skippedStreams`. What the process lacks (open files, memory),"
                    + " and 16 streams in a row that cannot be read,"
                    + " [fail the job](source.md#when-something-goes-wrong) nevertheless."
                    + " `{record: skip}` leaves out single [records](#records-that-cannot-be-read) of csv, jsonl, text and"
                    + " parquet files, and `{stream: skip, record: skip}` both.");

    private static OnError onError(Mapping mapping) {
        boolean skips = mapping.get(RECORD) == BadRecords.Rule.SKIP;
        BadRecords records =
                skips ? BadRecords.skipped(mapping.get(AT_MOST), mapping.get(QUARANTINE)) : BadRecords.REFUSED;
        return new OnError(mapping.get(STREAM), records);
    }

    // The keys of the job.

    /** The seed of the job. */
    public static final Key<Long> SEED = Key.of(
            "seed",
            Type.whole("a seed is a whole number"),
            "Same plan, same seed, same shards: same samples. Without a seed one is drawn and printed.");

    /** Where it writes. */
    public static final Key<String> OUTPUT = Key.of(
            "output",
            Type.text("`KIND:PATH`", "an output is written KIND:PATH"),
            "Where samples go, as the flag `--output`.");

    /** Whether provenance is written. */
    public static final Key<Boolean> PROVENANCE = Key.of(
                    "provenance",
                    Type.flag(),
                    "Whether samples are written with where they came from, as the flag `--provenance`.")
            .orElse(false);

    /** Variables; they are read before anything else. */
    static final Key<Boolean> VARS = Key.of(
            PlanText.VARIABLES,
            new Type<>("`{name: value}`", Map.of("type", "object"), value -> true),
            "Variables, with their values where `--set` gives no others.");

    private Keys() {}
}
