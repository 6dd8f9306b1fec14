// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.plan.codec.Codecs;
import io.pescador.flink.plan.codec.LiveSpecReader;
import io.pescador.flink.plan.codec.PlanWords;
import io.pescador.flink.plan.codec.SampleJobKeys;
import io.pescador.flink.plan.codec.SpecReader;
import io.pescador.flink.plan.compile.Example;
import io.pescador.flink.plan.compile.Examples;
import io.pescador.flink.plan.compile.PinnedPool;
import io.pescador.flink.plan.compile.Probe;
import io.pescador.flink.plan.compile.RowCounts;
import io.pescador.flink.plan.compile.StreamerCompiler;
import io.pescador.flink.plan.compile.StreamerCompiler.Tags;
import io.pescador.flink.plan.compile.VirtualPlan;
import io.pescador.flink.plan.expand.Expansion;
import io.pescador.flink.plan.expand.Projection;
import io.pescador.flink.plan.key.Mapping;
import io.pescador.flink.plan.key.PlanPaths;
import io.pescador.flink.plan.key.PlanText;
import io.pescador.flink.plan.key.Settings;
import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.problem.SourceLocation;
import io.pescador.flink.plan.spec.LeafSpec;
import io.pescador.flink.plan.spec.Locations;
import io.pescador.flink.plan.spec.MuxSpec;
import io.pescador.flink.plan.spec.Rounds;
import io.pescador.flink.plan.spec.Schedule;
import io.pescador.flink.plan.spec.Spec;
import io.pescador.flink.plan.spec.Step;
import io.pescador.flink.plan.spec.Stop;
import io.pescador.flink.plan.spec.Weights;
import io.pescador.flink.record.Sample;
import io.pescador.flink.record.SampleTypeInfo;
import io.pescador.flink.source.StreamerSource;
import io.pescador.flink.source.StreamerSourceBuilder;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** A plan over files, classes and items: what {@code pescador sample} runs. */
@Internal
public final class SamplePlan extends Plan {

    private final Spec tree;
    private final Locations locations;
    private final Map<String, String> words;
    private final List<String> weightFiles;
    private final Checked checked;
    private final long sampleBytes;
    private final Map<LeafSpec, Sample> examples;

    /**
     * What a tree comes to.
     *
     * @param streamer with the passes that the plan's stop asks for, and tags where it makes batches
     * @param maxEmitted the most samples or batches that it gives, or null: it runs to its end, or for ever
     * @param maxOpen the most files that are open at a time, over all shards
     */
    record Checked(Streamer<Sample> streamer, Long maxEmitted, long maxOpen) {}

    private SamplePlan(SamplePlan plan, Checked checked) {
        super(plan.file(), plan.job(), plan.notices());
        tree = plan.tree;
        locations = plan.locations;
        words = plan.words;
        weightFiles = plan.weightFiles;
        this.checked = checked;
        sampleBytes = plan.sampleBytes;
        examples = plan.examples;
    }

    private SamplePlan(
            String file,
            Mapping plan,
            Settings job,
            Spec tree,
            Locations locations,
            Checked checked,
            Probe probe,
            List<String> weightFiles,
            List<String> notices) {
        super(file, job, notices);
        this.tree = tree;
        this.locations = locations;
        this.checked = checked;
        sampleBytes = probe.sampleBytes();
        examples = probe.examples();
        this.weightFiles = weightFiles;
        words = PlanWords.of(plan);
    }

    /**
     * Loads a plan that reads its streams itself.
     *
     * @param path of the plan file, YAML or JSON, in any file system that Flink knows
     * @param variables that override those of the plan
     * @throws PlanException if something is wrong; it names all mistakes that can be found
     */
    public static SamplePlan load(String path, Map<String, String> variables) throws PlanException {
        return load(path, variables, Settings.NONE);
    }

    /**
     * Loads a plan that reads its streams itself.
     *
     * @param path of the plan file, YAML or JSON, in any file system that Flink knows
     * @param variables that override those of the plan
     * @param job {@link SampleJobKeys} that override those of the plan
     * @throws PlanException if something is wrong; it names all mistakes that can be found
     */
    public static SamplePlan load(String path, Map<String, String> variables, Settings job) throws PlanException {
        Problems problems = new Problems();
        return ofFiles(path, PlanFile.read(path, variables, problems), job, problems);
    }

    /**
     * Reads a plan that is in no file.
     *
     * @param name what messages call it; relative paths in the plan are relative to the folder in this name, if there is one
     * @param text of the plan, YAML or JSON
     * @param variables that override those of the plan
     * @param job {@link SampleJobKeys} that override those of the plan
     * @throws PlanException if something is wrong; it names all mistakes that can be found
     */
    public static SamplePlan parse(String name, String text, Map<String, String> variables, Settings job)
            throws PlanException {
        Problems problems = new Problems();
        Mapping plan = PlanText.read(name, text, variables, problems);
        PlanException.raise(problems);
        return ofFiles(name, plan, job, problems);
    }

    private static SamplePlan ofFiles(String file, Mapping plan, Settings job, Problems problems) throws PlanException {
        if (LiveSpecReader.isLive(plan)) {
            LiveSpecReader.refuse(plan);
            PlanException.raise(problems);
        }
        return of(file, plan, job, Codecs.find(), problems);
    }

    static SamplePlan of(String file, Mapping plan, Codecs codecs, Problems problems) throws PlanException {
        return of(file, plan, Settings.NONE, codecs, problems);
    }

    private static SamplePlan of(String file, Mapping plan, Settings given, Codecs codecs, Problems problems)
            throws PlanException {
        Settings job = SpecReader.job(plan).with(given);
        SpecReader reader = new SpecReader(codecs);
        Spec root = reader.read(plan);
        if (root == null) {
            PlanException.raise(problems);
        }
        Locations locations = reader.locations();
        PlanPaths paths = PlanPaths.besides(file);
        Spec tree = new Expansion(paths, locations, problems, rounds(job, root)).expand(root);
        Probe probe = new Probe(locations, problems);
        probe.tryOut(tree);
        Streamer<Sample> streamer = new StreamerCompiler(locations, problems, tags(tree)).compile(tree);
        List<String> notices = new ArrayList<>();
        Checked checked = null;
        if (streamer != null && problems.none()) {
            PlanChecks checks = new PlanChecks(file, job, locations, plan.at(SampleJobKeys.STOP), problems);
            checked = checks.check(tree, streamer);
            notices.addAll(checks.notices());
        }
        PlanException.raise(problems);
        List<String> weightFiles = new ArrayList<>();
        weightFiles(root, paths, weightFiles);
        return new SamplePlan(file, plan, job, tree, locations, checked, probe, weightFiles, notices);
    }

    private static Rounds rounds(Settings job, Spec root) {
        int batch = root.steps().batching().map(Step::batchSize).orElse(1);
        return new Rounds(job.get(SampleJobKeys.SHARDS), batch, batch);
    }

    private static void weightFiles(Spec spec, PlanPaths paths, List<String> files) {
        if (spec instanceof MuxSpec mux) {
            Stream.concat(
                            Stream.ofNullable(mux.weights()),
                            mux.schedule().changes().stream().map(Schedule.Change::weights))
                    .filter(Weights.InFile.class::isInstance)
                    .forEach(weights -> files.add(paths.resolve(((Weights.InFile) weights).path())));
            mux.streams().forEach(below -> weightFiles(below, paths, files));
        }
    }

    /** Batches carry what they are made of. */
    private static Tags tags(Spec tree) {
        return givesBatches(tree) ? Tags.LEAVES : Tags.NONE;
    }

    static boolean givesBatches(Spec spec) {
        return spec.steps().batching().isPresent()
                || spec instanceof MuxSpec mux && mux.streams().stream().anyMatch(SamplePlan::givesBatches);
    }

    // ---- running it

    @Override
    public StreamerSourceBuilder<Sample> source() {
        return source(tree);
    }

    /**
     * The same source, but its samples need not hold other arrays than the named ones. Where that spares reading them, they do not. It draws
     * the same samples.
     */
    public StreamerSourceBuilder<Sample> source(Set<String> arrays) {
        return source(Projection.of(tree, arrays, examples));
    }

    private StreamerSourceBuilder<Sample> source(Spec drawn) {
        Problems none = new Problems(); // the plan was compiled before
        Streamer<Sample> untagged =
                PlanChecks.repeated(new StreamerCompiler(locations, none, Tags.NONE).compile(drawn), stop());
        StreamerSourceBuilder<Sample> source = StreamerSource.of(untagged)
                .setShards(shards())
                .setTypeInformation(SampleTypeInfo.INSTANCE)
                .setWeigher(item -> ((Sample) item).byteSize());
        if (seed() != null) {
            source.setSeed(seed());
        }
        if (maxEmitted() != null) {
            source.setMaxSamples(maxEmitted());
        }
        return pace() == null ? source : source.setPace(pace());
    }

    /** What the plan comes to, with the passes that its stop asks for. Samples of batches carry the number of their leaf. */
    public Streamer<Sample> streamer() {
        return checked.streamer();
    }

    /** The same without its files and batches: it draws as the plan does, and reads nothing. */
    public Streamer<Sample> virtual(RowCounts rows) {
        return VirtualPlan.of(tree, locations, rows);
    }

    /**
     * The plan with its files in a manifest, where it has any.
     *
     * @param directory for the manifest, in a file system that every worker reads
     * @throws IOException if the manifest cannot be written
     */
    public SamplePlan pinned(String directory) throws IOException {
        Streamer<Sample> pinned = PinnedPool.compile(tree, locations, tags(tree), directory);
        return pinned == null
                ? this
                : new SamplePlan(this, new Checked(PlanChecks.repeated(pinned, stop()), maxEmitted(), maxOpen()));
    }

    // ---- what it says and comes to

    /**
     * What it gives: a sample of each kind, from the first rows of some of its files. Steps that map are run on them, and classes give their
     * first sample.
     *
     * @return none where its streams gave no sample
     * @throws PlanException if a step or a class fails
     */
    public List<Example> examples() throws PlanException {
        Problems problems = new Problems();
        List<Example> found = new Examples(examples, locations, problems).of(tree);
        PlanException.raise(problems);
        return found;
    }

    /** Its streams. */
    public Spec tree() {
        return tree;
    }

    /** Where the plan speaks of a stream. */
    public SourceLocation at(Spec spec) {
        return locations.of(spec);
    }

    /** Into how many parts it is cut, ≥ 1. */
    public int shards() {
        return job().get(SampleJobKeys.SHARDS);
    }

    /** When its job is done, or null where the plan leaves it open. */
    public Stop stop() {
        return job().get(SampleJobKeys.STOP);
    }

    /** The directory for saved state, or null. */
    public String state() {
        return job().get(SampleJobKeys.STATE);
    }

    /**
     * How far one reader may be ahead of the slowest, in what the plan gives; {@link Long#MAX_VALUE} for no bound, null where the plan leaves
     * it open.
     */
    public Long pace() {
        return job().get(SampleJobKeys.PACE);
    }

    /** What decides its samples, as {@link PlanWords} has it. */
    public Map<String, String> words() {
        return words;
    }

    /** The most samples or batches that it gives, or null: it runs to its end, or for ever. */
    public Long maxEmitted() {
        return checked.maxEmitted();
    }

    /** The most files that are open at a time, over all shards. */
    public long maxOpen() {
        return checked.maxOpen();
    }

    /** The largest of the first samples of its files, in bytes; 0 if there were none. */
    public long sampleBytes() {
        return sampleBytes;
    }

    /** Whether what it gives are batches. */
    public boolean givesBatches() {
        return givesBatches(tree);
    }

    /** How many samples make a batch; 1 where the root makes none. */
    public int batchSize() {
        return tree.steps().batching().map(Step::batchSize).orElse(1);
    }

    /** How many files it reads. */
    public long files() {
        return tree.leaves().stream().filter(leaf -> leaf.file() != null).count();
    }

    /** The paths that it reads: the plan itself, its weights, and those of its leaves. */
    public List<String> inputs() {
        List<String> inputs = new ArrayList<>(List.of(file()));
        inputs.addAll(weightFiles);
        tree.leaves().stream().map(LeafSpec::path).filter(Objects::nonNull).forEach(inputs::add);
        return inputs;
    }
}
