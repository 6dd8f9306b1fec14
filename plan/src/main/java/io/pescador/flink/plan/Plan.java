// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.operators.keyed.KeyedMux;
import io.pescador.flink.operators.keyed.KeyedMuxBuilder;
import io.pescador.flink.operators.keyed.StreamSelector;
import io.pescador.flink.plan.codec.Codecs;
import io.pescador.flink.plan.codec.Keys;
import io.pescador.flink.plan.codec.LiveSpecReader;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.Settings;
import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.record.Sample;
import io.pescador.flink.source.StreamerSourceBuilder;

import org.apache.flink.annotation.PublicEvolving;

import java.util.List;
import java.util.Map;

/**
 * A plan that can be run: read from its file, checked, its patterns expanded, its files tried out.
 *
 * <p>A plan over files gives a source:
 *
 * <pre>{@code
 * Plan plan = Plan.load("digits.yaml", Map.of("rate", "16"));
 * DataStream<Sample> samples = env.fromSource(plan.source().build(), WatermarkStrategy.noWatermarks(), "digits");
 * }</pre>
 *
 * <p>A plan over records that flow by gives a keyed mux:
 *
 * <pre>{@code
 * Plan plan = Plan.load("labels.yaml");
 * DataStream<Event> mixed = plan.keyedMux(KeyedMux.on(events.keyBy(Event::user)), Event::label).apply("mix");
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
@PublicEvolving
public abstract sealed class Plan permits SamplePlan, LivePlan {

    private final String file;
    private final Settings job;
    private final List<String> notices;

    Plan(String file, Settings job, List<String> notices) {
        this.file = file;
        this.job = job;
        this.notices = List.copyOf(notices);
    }

    /**
     * Loads a plan without changing its variables.
     *
     * @param path of the plan file, YAML or JSON, in any file system that Flink knows
     * @throws PlanException if something is wrong; it names all mistakes that can be found
     */
    public static Plan load(String path) throws PlanException {
        return load(path, Map.of());
    }

    /**
     * Loads a plan.
     *
     * @param path of the plan file, YAML or JSON, in any file system that Flink knows
     * @param variables that override those of the plan
     * @throws PlanException if something is wrong; it names all mistakes that can be found
     */
    public static Plan load(String path, Map<String, String> variables) throws PlanException {
        Problems problems = new Problems();
        Mapping plan = PlanFile.read(path, variables, problems);
        return LiveSpecReader.isLive(plan)
                ? LivePlan.of(path, plan, Codecs.find(), problems)
                : SamplePlan.of(path, plan, Codecs.find(), problems);
    }

    /**
     * The source that gives the plan's samples, with the seed, the shards, the pace and the end that the plan has. What the plan leaves open
     * may be set. Batches are samples whose arrays have one more axis.
     *
     * @throws IllegalStateException if the plan is for records that flow by
     */
    public StreamerSourceBuilder<Sample> source() {
        throw new IllegalStateException(file + " mixes records that flow by: it gives a keyed mux, and no source");
    }

    /**
     * The plan's mux over records of your own, with its seed, buffer, weights and ends. The plan's {@code stream_by}, {@code key_by} and
     * {@code ends_with} are about lines of JSON and are not looked at.
     *
     * @param on the keyed stream, or the lanes
     * @param streamBy tells which stream a record belongs to
     * @param <K> type of the key
     * @param <T> type of a record
     * @throws IllegalStateException if the plan samples files
     */
    public <K, T> KeyedMuxBuilder<K, T> keyedMux(KeyedMux.On<K, T> on, StreamSelector<T> streamBy) {
        throw new IllegalStateException(file + " samples files: it gives a source, and no keyed mux");
    }

    /** The plan file, as the user named it. */
    public String file() {
        return file;
    }

    /** The seed, or null where the plan leaves it open. */
    public Long seed() {
        return job.get(Keys.SEED);
    }

    /** Where the command line writes, as the plan has it; null where it leaves that open. */
    public String output() {
        return job.get(Keys.OUTPUT);
    }

    /** Whether the command line writes with each sample where it came from. */
    public boolean provenance() {
        return job.get(Keys.PROVENANCE);
    }

    /** What the plan's author should know, though nothing is wrong; each is a line. */
    public List<String> notices() {
        return notices;
    }

    Settings job() {
        return job;
    }
}
