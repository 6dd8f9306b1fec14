// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.operators.keyed.KeyedMux;
import io.pescador.flink.operators.keyed.KeyedMuxBuilder;
import io.pescador.flink.operators.keyed.StreamSelector;
import io.pescador.flink.plan.codec.Codecs;
import io.pescador.flink.plan.codec.LiveKeys;
import io.pescador.flink.plan.codec.LiveSpecReader;
import io.pescador.flink.plan.compile.KeyedMuxCompiler;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.PlanPaths;
import io.pescador.flink.plan.key.Settings;
import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.spec.Input;
import io.pescador.flink.plan.spec.LeafSpec;
import io.pescador.flink.plan.spec.LiveRecord;
import io.pescador.flink.plan.spec.LiveRule;
import io.pescador.flink.plan.spec.MuxSpec;

import org.apache.flink.annotation.Internal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A plan over records that flow by: what {@code pescador mux} runs. */
@Internal
public final class LivePlan extends Plan {

    private final MuxSpec mux;

    private LivePlan(String file, Settings job, MuxSpec mux, List<String> notices) {
        super(file, job, notices);
        this.mux = mux;
    }

    /**
     * Loads a plan for records that flow by.
     *
     * @param path of the plan file, YAML or JSON, in any file system that Flink knows
     * @param variables that override those of the plan
     * @throws PlanException if something is wrong; it names all mistakes
     */
    public static LivePlan load(String path, Map<String, String> variables) throws PlanException {
        Problems problems = new Problems();
        return of(path, PlanFile.read(path, variables, problems), Codecs.find(), problems);
    }

    static LivePlan of(String file, Mapping plan, Codecs codecs, Problems problems) throws PlanException {
        LiveSpecReader reader = new LiveSpecReader(codecs, plan, PlanPaths.besides(file));
        MuxSpec mux = reader.read();
        Settings job = reader.job();
        PlanException.raise(problems);
        return new LivePlan(file, job, mux, reader.notices());
    }

    @Override
    public <K, T> KeyedMuxBuilder<K, T> keyedMux(KeyedMux.On<K, T> on, StreamSelector<T> streamBy) {
        KeyedMuxBuilder<K, T> builder = KeyedMuxCompiler.compile(mux, on.streamBy(streamBy));
        return seed() == null ? builder : builder.seed(seed());
    }

    /** The plan's mux over lines of JSON, which its rule reads; the same with the plan's {@code ends_with}. */
    public <K> KeyedMuxBuilder<K, LiveRecord> overLines(KeyedMux.On<K, LiveRecord> on) {
        KeyedMuxBuilder<K, LiveRecord> builder = keyedMux(on, LiveRecord::stream);
        return rule().endField() == null ? builder : builder.endsWith(LiveRecord::last);
    }

    /** The words of all keys that such a plan may have. */
    public static Set<String> words() {
        Set<String> words = new LinkedHashSet<>();
        LiveSpecReader.keys(Codecs.find()).values().forEach(keys -> keys.forEach(key -> words.add(key.word())));
        return words;
    }

    /** The mux, over one live leaf. */
    public MuxSpec mux() {
        return mux;
    }

    /** How a line is read. */
    public LiveRule rule() {
        return live().rule();
    }

    /** Over how many tasks the mux is spread, ≥ 1. */
    public int lanes() {
        return live().lanes();
    }

    /** Where lines come from, or null where the plan leaves it open. */
    public String input() {
        return job().get(LiveKeys.INPUT);
    }

    private Input.Live live() {
        return (Input.Live) ((LeafSpec) mux.streams().get(0)).input();
    }
}
