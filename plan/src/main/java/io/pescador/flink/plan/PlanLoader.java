// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Cut;
import io.pescador.flink.streamer.Streamer;

import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Loads a plan file and makes it ready to run, or says everything that is wrong with it. */
public final class PlanLoader {

    private final String path;
    private final Problems problems = new Problems();
    private final List<String> notices = new ArrayList<>();

    private PlanLoader(String path) {
        this.path = path;
    }

    /**
     * @param path of the plan file, YAML or JSON, in any file system that Flink knows
     * @param variables that override those of the plan
     * @throws PlanException if something is wrong; it names all mistakes that can be found
     */
    public static ReadyPlan load(String path, Map<String, String> variables) throws PlanException {
        return new PlanLoader(path).load(variables);
    }

    private ReadyPlan load(Map<String, String> variables) throws PlanException {
        Plan plan = PlanReader.read(path, text(path), variables, problems);
        if (plan == null) {
            problems.raise();
        }
        Stream tree = new Unfolding(PlanPaths.besides(path), problems).unfold(plan.root());
        Probe probe = new Probe(problems);
        probe.tryOut(tree);
        Streamer<Sample> streamer = new Streamers(problems, ReadyPlan.givesBatches(tree)).build(tree);
        Long most = null;
        if (streamer != null && problems.none()) {
            slots(tree, plan.shards(), true);
            open(plan, tree);
            most = most(plan, tree);
            streamer = passes(plan, streamer);
            cut(plan, streamer);
        }
        problems.raise();
        return new ReadyPlan(plan, tree, streamer, most, probe.sampleBytes(), List.copyOf(notices));
    }

    /**
     * A plan as it is written.
     *
     * @throws PlanException if it cannot be read
     */
    public static String text(String path) throws PlanException {
        Path file = new Path(path);
        try (FSDataInputStream in = file.getFileSystem().open(file)) {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(in.readAllBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw PlanException.of(path + ": this is no plan: it is not UTF-8 text");
        } catch (UnsupportedFileSystemSchemeException e) {
            throw PlanException.of(path + ": " + PlanPaths.unknownScheme(path));
        } catch (IOException | RuntimeException | Error e) { // stores throw what they like
            if (e instanceof FileNotFoundException gone && Reasons.isGone(gone)) {
                throw PlanException.of(path + ": there is no such plan");
            }
            throw PlanException.of(path + ": the plan cannot be read: " + Reasons.of(e), e);
        }
    }

    /** Every shard needs a slot of each mux that it has a part of for sure. */
    private void slots(Stream stream, int shards, boolean cut) {
        if (!(stream instanceof Stream.Branch branch)) {
            return;
        }
        MuxNode mux = branch.mux();
        boolean stochastic = mux.kind() == MuxKind.STOCHASTIC;
        boolean group = mux.of() instanceof LeafNode leaf && leaf.place().equals(mux.place());
        if (stochastic && cut && !group && mux.nActive() < shards) {
            problems.plan(
                    mux.nActivePlace(),
                    "n_active" + mux.called() + " is " + mux.nActive() + ", fewer than the " + shards
                            + " shards: each shard needs a slot. Raise n_active or lower shards");
        }
        int streams = branch.streams().size();
        if (stochastic && !mux.mode().equals("with_replacement") && mux.nActive() > streams) {
            notices.add(mux.nActivePlace() + ": n_active" + mux.called() + " is " + mux.nActive() + ", more than its "
                    + streams + " streams: it counts as " + streams);
        }
        branch.streams().forEach(below -> slots(below, shards, cut && !stochastic));
    }

    private void open(Plan plan, Stream tree) {
        long open = ReadyPlan.open(tree, plan.shards());
        if (plan.maxOpen() != null && open > plan.maxOpen()) {
            problems.plan(
                    new Place(path, 1),
                    "up to " + open + " files would be open at a time, more than max_open " + plan.maxOpen()
                            + ": lower n_active, or raise max_open");
        }
    }

    private Long most(Plan plan, Stream tree) {
        Stop stop = plan.stop();
        if (stop == null || stop.unit() == Stop.Unit.EPOCHS) {
            return null;
        }
        Steps.Buffer buffer = tree.steps().buffer();
        boolean batches = ReadyPlan.givesBatches(tree);
        if (stop.unit() == Stop.Unit.BATCHES) {
            if (!batches) {
                problems.plan(
                        stop.place(), "stop counts batches, but the plan makes none: count samples, or add buffer");
            }
            return stop.count();
        }
        if (!batches) {
            return stop.count();
        }
        if (buffer == null) {
            problems.plan(
                    stop.place(), "stop counts samples, but the streams give batches of their own: count batches");
            return null;
        }
        if (stop.count() < buffer.size()) {
            problems.plan(
                    stop.place(),
                    "stop is at " + stop.count() + " samples, fewer than a batch of " + buffer.size()
                            + ": raise it, or lower the size of buffer");
        }
        return stop.count() / buffer.size();
    }

    private Streamer<Sample> passes(Plan plan, Streamer<Sample> streamer) {
        Stop stop = plan.stop();
        if (stop == null || stop.unit() != Stop.Unit.EPOCHS) {
            return streamer;
        }
        if (!streamer.finite()) {
            problems.plan(
                    stop.place(),
                    "stop counts epochs, but the plan has streams that never end, so the first would not either:"
                            + " count samples, or take modes that end (exhaustive) and rows other than random");
            return streamer;
        }
        return streamer.epochs(stop.count());
    }

    private void cut(Plan plan, Streamer<Sample> streamer) {
        try {
            for (int shard = 0; shard < plan.shards() && problems.none(); shard++) {
                streamer.cut(Cut.shard(shard, plan.shards()));
            }
        } catch (IllegalArgumentException e) {
            problems.plan(plan.root().place(), Reasons.of(e));
        }
    }
}
