// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.codec;

import io.pescador.flink.mux.Policy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
import io.pescador.flink.plan.codec.PolicyCodec.Use;
import io.pescador.flink.plan.key.Key;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.PlanPaths;
import io.pescador.flink.plan.key.Settings;
import io.pescador.flink.plan.key.Type;
import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.spec.Input;
import io.pescador.flink.plan.spec.LeafSpec;
import io.pescador.flink.plan.spec.LiveBuffer;
import io.pescador.flink.plan.spec.LiveRule;
import io.pescador.flink.plan.spec.MuxSpec;
import io.pescador.flink.plan.spec.Schedule;
import io.pescador.flink.plan.spec.Steps;
import io.pescador.flink.plan.spec.WeightTable;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Reads a plan for records that flow by: one mux over a live leaf. It refuses what the keyed mux could not do, in the plan's words. */
@Internal
public final class LiveSpecReader {

    private final Codecs codecs;
    private final Mapping plan;
    private final PlanPaths paths;
    private final List<String> notices = new ArrayList<>();

    public LiveSpecReader(Codecs codecs, Mapping plan, PlanPaths paths) {
        this.codecs = codecs;
        this.plan = plan;
        this.paths = paths;
    }

    /** Whether a plan is about records that flow by. */
    public static boolean isLive(Mapping plan) {
        return plan.has(LiveKeys.STREAM_BY);
    }

    /** Reports that such a plan cannot be sampled. */
    public static void refuse(Mapping plan) {
        plan.refuse(LiveKeys.STREAM_BY, "stream_by is for records that flow by: run this plan with pescador mux");
    }

    /** What the plan says about its job. */
    public Settings job() {
        return plan.settings(LiveKeys.JOB);
    }

    /** What its author should know, though it is no mistake. */
    public List<String> notices() {
        return notices;
    }

    /** All keys of such a plan, by kind of mux. */
    public static Map<String, List<Key<?>>> keys(Codecs codecs) {
        Map<String, List<Key<?>>> keys = new LinkedHashMap<>();
        codecs.kindsOfMux().forEach(kind -> {
            List<Key<?>> all = new ArrayList<>(LiveKeys.JOB);
            all.addAll(LiveKeys.OF_STREAMS);
            all.add(codecs.liveMux());
            all.addAll(codecs.policy(kind).keys(Use.LIVE));
            all.add(LiveKeys.LANES);
            all.addAll(LiveKeys.BUFFERS);
            keys.put(kind, all);
        });
        return keys;
    }

    /** @return the tree, whole only if there are no problems; null if it cannot be told what the plan is */
    public MuxSpec read() {
        Key<String> mux = codecs.liveMux();
        if (!isLive(plan) && (plan.has(SpecReader.OF) || !plan.has(mux))) {
            plan.refuse(
                    plan.at(),
                    "no stream_by: a plan for pescador mux names the field that says which stream a line belongs to."
                            + " A plan that reads its streams from files is run with pescador sample");
            return null;
        }
        if (!plan.has(mux)) {
            plan.refuse(plan.at(), "no mux: say how streams are mixed: " + String.join(", ", codecs.kindsOfMux()));
            return null;
        }
        String kind = plan.get(mux);
        refuseOthers(kind);
        if (!isLive(plan)) {
            plan.refuse(plan.at(), "no stream_by: name the field that says which stream a line belongs to");
        }
        Policy policy = codecs.policy(kind).read(plan, Use.LIVE);
        Input.Live input = input();
        together(policy, input);
        return new MuxSpec(
                0,
                kind,
                policy,
                new MuxSpec.Listed(List.of(new LeafSpec(0, "records", input, null, Steps.NONE))),
                null,
                Schedule.NONE,
                Steps.NONE);
    }

    private Input.Live input() {
        String streamBy = plan.get(LiveKeys.STREAM_BY);
        LiveBuffer buffer = LiveKeys.buffer(plan);
        List<String> streams = plan.get(LiveKeys.STREAMS);
        LiveKeys.End end = plan.get(LiveKeys.ENDS_WITH);
        LiveRule rule = new LiveRule(
                streamBy,
                plan.get(LiveKeys.KEY_BY),
                end == null ? null : end.field(),
                end == null ? null : end.value(),
                streams == null ? null : new LinkedHashSet<>(streams),
                weights(streams));
        return new Input.Live(
                rule,
                streams,
                plan.get(LiveKeys.MAX_STREAMS),
                plan.get(LiveKeys.IDLE_TIMEOUT),
                plan.get(LiveKeys.LANES),
                buffer);
    }

    private WeightTable weights(List<String> streams) {
        return new LiveWeights(plan, paths).read(streams);
    }

    // ---- keys

    private void refuseOthers(String kind) {
        Map<String, List<Key<?>>> keys = keys(codecs);
        List<String> known = words(keys.get(kind));
        for (String word : plan.words()) {
            List<String> kinds = codecs.kindsOfMux().stream()
                    .filter(other -> words(keys.get(other)).contains(word))
                    .toList();
            if (!known.contains(word)) {
                plan.refuse(plan.at(word), refusal(word, kind, kinds, known));
            }
        }
    }

    private String refusal(String word, String kind, List<String> kinds, List<String> known) {
        if (!kinds.isEmpty()) {
            return "\"" + word + "\" has no place in a " + kind + " mux: it belongs to a " + Type.either(kinds)
                    + " mux";
        }
        if (word.equals("buffer")) {
            return "buffer makes batches, and a line stays a line: reservoir, fifo or spill say how lines wait";
        }
        boolean sampled = codecs.everything().stream().anyMatch(codec -> codec.has(word));
        return sampled
                ? "\"" + word + "\" has no place in a plan for pescador mux: it belongs to one for pescador sample"
                : "unknown key \"" + word + "\"" + Problems.hint(word, known);
    }

    private static List<String> words(List<Key<?>> keys) {
        return keys.stream().<String>map(Key::word).toList();
    }

    // ---- what goes together

    private void together(Policy policy, Input.Live input) {
        boolean spills = input.buffer() instanceof LiveBuffer.Spill;
        if (policy instanceof StochasticPolicy stochastic) {
            stochastic(stochastic, input, spills);
        }
        if (spills && input.idleTimeout() != null) {
            plan.refuse(
                    LiveKeys.IDLE_TIMEOUT,
                    "spill gives every record, so it cannot give up a silent stream: leave out idle_timeout, or take"
                            + " fifo");
        }
        if (input.streams() != null && input.maxStreams() != null) {
            plan.refuse(LiveKeys.MAX_STREAMS, "all streams are listed: leave out max_streams");
        }
        if (input.lanes() > 1 && input.rule().keyBy() != null) {
            plan.refuse(LiveKeys.LANES, "lanes spread one mux, and key_by makes many: keep one of the two");
        }
        if (input.lanes() > 1 && input.streams() != null) {
            plan.refuse(LiveKeys.LANES, "lanes deal streams as they turn up: leave out streams, or leave out lanes");
        }
    }

    private void stochastic(StochasticPolicy policy, Input.Live input, boolean spills) {
        if (policy.mode() != Mode.SINGLE_ACTIVE && !(spills && input.streams() != null)) {
            plan.refuse(
                    StochasticCodec.LIVE_MODE,
                    "mode " + Type.word(policy.mode())
                            + " needs to know all streams and to keep all records: add streams and spill,"
                            + " or leave out mode");
        }
        if (policy.mode() == Mode.EXHAUSTIVE && policy.hasRate()) {
            plan.refuse(
                    StochasticCodec.RATE,
                    "spill gives every record, but with mode exhaustive a rate leaves the rest of each stream: leave out"
                            + " rate or mode");
        }
        if (input.maxStreams() != null && input.maxStreams() < 2L * policy.nActive() / input.lanes()) {
            plan.refuse(
                    LiveKeys.MAX_STREAMS, "max_streams is " + input.maxStreams() + ": it is at least twice n_active");
        }
        if (policy.nActive() % input.lanes() != 0) {
            plan.refuse(
                    StochasticCodec.N_ACTIVE,
                    "n_active is " + policy.nActive() + ", which " + input.lanes()
                            + " lanes cannot divide evenly: make it a multiple of lanes");
        }
        boolean ends = input.rule().endField() != null || input.idleTimeout() != null || spills;
        if (!policy.hasRate() && !ends) {
            notices.add(plan.at() + ": without rate a stream keeps its slot to its end, and nothing says where"
                    + " streams end: set rate, unless n_active is the number of streams");
        }
    }
}
