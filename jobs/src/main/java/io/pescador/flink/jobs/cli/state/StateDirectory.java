// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.state;

import io.pescador.flink.jobs.cli.console.ShellCommand;
import io.pescador.flink.jobs.cli.environment.Checkpoints;
import io.pescador.flink.jobs.cli.environment.UserPath;
import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.problem.Reasons;

import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The directory where a run keeps its state. {@code run.properties} says what was run; {@code manifests} lists the files of a large pool;
 * {@code lock} keeps a second process out; {@code ended-N} says that checkpoint N has everything; {@code finished} says that the outputs
 * have it too.
 *
 * <p>Each process that starts or resumes the run is a <i>turn</i>, numbered from 1. Flink saves below {@code checkpoints/TURN} and
 * {@code savepoints/TURN}. The last saved state is the one of the latest turn with the highest checkpoint number, which Flink counts on
 * from turn to turn. Clocks and file times do not count.
 */
@Internal
public final class StateDirectory {

    private static final String RECORD = "run.properties";
    private static final String CHECKPOINTS = "checkpoints";
    private static final String SAVEPOINTS = "savepoints";
    private static final String FINISHED = "finished";
    private static final String ENDED = "ended-";
    private static final String CHECKPOINT = "chk-";
    private static final String METADATA = "_metadata";

    /** The last checkpoint, and one to resume from if that is damaged. */
    private static final int RETAINED = 2;

    private final String name;
    private final Path path;
    private int turn;
    private Saved resumed;

    private StateDirectory(String name) {
        this.name = name;
        path = new Path(location());
    }

    /** A checkpoint or savepoint that is whole. */
    private record Saved(int turn, long number, FileStatus metadata) {

        static final Comparator<Saved> ORDER =
                Comparator.comparingInt(Saved::turn).thenComparingLong(Saved::number);

        Path directory() {
            return metadata.getPath().getParent();
        }
    }

    public static StateDirectory of(String name) {
        return new StateDirectory(name);
    }

    public String name() {
        return name;
    }

    /** Its absolute path: Flink needs it from everywhere. */
    String location() {
        return UserPath.hasScheme(name)
                ? name
                : java.nio.file.Path.of(name).toAbsolutePath().toUri().toString();
    }

    /**
     * Keeps other processes out, and makes the directory if it is not there.
     *
     * @throws PlanException if another one uses it
     */
    RunLock lock() throws PlanException {
        try {
            if (!path.getFileSystem().mkdirs(path)) { // local file systems do not say why
                throw PlanException.of(name
                        + " cannot be made: there is no right to make it there. Give --state another" + " directory");
            }
            return RunLock.take(new Path(path, "lock"), name);
        } catch (IOException | RuntimeException e) { // stores throw what they like
            throw unusable(e);
        }
    }

    private PlanException unusable(Exception e) {
        return PlanException.of(
                name + " cannot hold the state of a run: " + Reasons.of(e) + ". Give --state another directory", e);
    }

    /** Whether it holds the state of a run. */
    public boolean isUsed() throws PlanException {
        try {
            return path.getFileSystem().exists(record());
        } catch (IOException | RuntimeException e) {
            throw unusable(e);
        }
    }

    /** Prepares it for a new run. The record goes first and comes last: there is never one beside the state of another run. */
    public void begin(RunRecord run) throws PlanException {
        try {
            replace(run);
        } catch (IOException | RuntimeException e) {
            throw unusable(e);
        }
    }

    private void replace(RunRecord run) throws IOException {
        FileSystem files = path.getFileSystem();
        files.delete(record(), false);
        for (FileStatus old : list(path)) {
            String file = old.getPath().getName();
            if (file.equals(CHECKPOINTS)
                    || file.equals(SAVEPOINTS)
                    || file.equals(FINISHED)
                    || file.startsWith(ENDED)) {
                files.delete(old.getPath(), true);
            }
        }
        Path temporary = new Path(path, "." + RECORD);
        try (FSDataOutputStream out = files.create(temporary, FileSystem.WriteMode.OVERWRITE)) {
            out.write(run.write().getBytes(StandardCharsets.UTF_8));
        }
        if (!files.rename(temporary, record())) {
            throw new IOException(temporary + " cannot be renamed to " + record());
        }
        takeTurn();
    }

    /** What was run. */
    public RunRecord run() throws IOException, PlanException {
        try (var in = path.getFileSystem().open(record())) {
            return RunRecord.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (FileNotFoundException e) {
            throw PlanException.of(name + " holds no state of a run: begin one with pescador sample PLAN --state "
                    + ShellCommand.quoted(name));
        } catch (IOException e) {
            throw PlanException.of(name + "/" + RECORD + " cannot be read: " + Reasons.of(e));
        }
    }

    /** Makes a job save its state here. */
    public void configure(Configuration config) {
        Checkpoints.configure(config);
        config.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, ofTurn(CHECKPOINTS).toString());
        config.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        config.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, RETAINED);
    }

    /** Makes a job continue from what was saved last, or start from the beginning if nothing was saved. */
    public void configureResume(Configuration config) throws IOException, PlanException {
        Saved last = last();
        resumed = last;
        takeTurn();
        configure(config);
        if (last != null) {
            config.set(StateRecoveryOptions.SAVEPOINT_PATH, last.directory().toString());
        }
    }

    /** Where the damaged state is that the run was to resume from, and what to do. */
    public String aboutDamage() throws IOException, PlanException {
        if (resumed == null) {
            return "";
        }
        String damaged = resumed.directory().getPath();
        return ". It lies in " + damaged + ". "
                + saved().stream()
                        .filter(earlier -> Saved.ORDER.compare(earlier, resumed) < 0)
                        .max(Saved.ORDER)
                        .map(earlier -> "Remove that directory to resume from what was saved before it, "
                                + earlier.directory().getPath())
                        .orElse("Nothing was saved before it: begin again with --fresh");
    }

    /** The number of the checkpoint that was saved last; 0: none yet. */
    public long lastNumber() throws IOException, PlanException {
        Saved last = last();
        return last == null ? 0 : last.number;
    }

    /** The number of a checkpoint that has everything that the run gives; 0: there is none yet. */
    public long ended() throws IOException {
        long ended = 0;
        for (FileStatus file : list(path)) {
            ended = Math.max(ended, number(ENDED, file));
        }
        return ended;
    }

    /** Notes that a checkpoint has everything that the run gives, before Flink throws it away with the others of its turn. */
    void markEnded(long checkpoint) throws IOException {
        mark(ENDED + checkpoint);
    }

    /** What to say of a run that had nothing more to draw when it was resumed. */
    public String endedBefore() {
        return name + ": this run had ended before it was stopped; nothing more was drawn";
    }

    public boolean isFinished() throws IOException {
        return path.getFileSystem().exists(new Path(path, FINISHED));
    }

    /** Notes that the run came to its end and that its outputs have everything. */
    public void finish() throws IOException {
        mark(FINISHED);
    }

    /** The name carries the number: a file without content is there as a whole or not at all. */
    private void mark(String mark) throws IOException {
        path.getFileSystem()
                .create(new Path(path, mark), FileSystem.WriteMode.OVERWRITE)
                .close();
    }

    /** When this process saved state last, in milliseconds since 1970; 0: not yet. */
    public long lastSaved() throws IOException {
        List<Saved> saved = new ArrayList<>();
        checkpoints(ofTurn(CHECKPOINTS), turn, saved);
        return saved.stream()
                .max(Saved.ORDER)
                .map(last -> last.metadata.getModificationTime())
                .orElse(0L);
    }

    public String savepoints() {
        return ofTurn(SAVEPOINTS).toString();
    }

    /** Where manifests are. */
    public String manifests() {
        return new Path(path, "manifests").toString();
    }

    private Path record() {
        return new Path(path, RECORD);
    }

    private Path ofTurn(String kind) {
        return new Path(new Path(path, kind), Integer.toString(turn));
    }

    private void takeTurn() throws IOException {
        for (String kind : new String[] {CHECKPOINTS, SAVEPOINTS}) {
            for (FileStatus earlier : list(new Path(path, kind))) {
                turn = Math.max(turn, (int) number("", earlier));
            }
        }
        turn++;
        path.getFileSystem().mkdirs(ofTurn(CHECKPOINTS));
    }

    // ---- what was saved

    private Saved last() throws IOException, PlanException {
        return saved().stream().max(Saved.ORDER).orElse(null);
    }

    private List<Saved> saved() throws IOException, PlanException {
        List<Saved> saved = new ArrayList<>();
        for (FileStatus of : list(new Path(path, CHECKPOINTS))) {
            checkpoints(of.getPath(), (int) number("", of), saved);
        }
        for (FileStatus of : list(new Path(path, SAVEPOINTS))) {
            savepoints(of.getPath(), (int) number("", of), saved);
        }
        return saved;
    }

    /** In {@code JOB/chk-N}. One is whole when it has its metadata, which appears last and at once. */
    private static void checkpoints(Path directory, int turn, List<Saved> saved) throws IOException {
        for (FileStatus job : list(directory)) {
            for (FileStatus checkpoint : list(job.getPath())) {
                FileStatus metadata = metadata(checkpoint);
                if (metadata != null && number(CHECKPOINT, checkpoint) > 0) {
                    saved.add(new Saved(turn, number(CHECKPOINT, checkpoint), metadata));
                }
            }
        }
    }

    /** Savepoints have random names; only their metadata has their number. */
    private void savepoints(Path directory, int turn, List<Saved> saved) throws IOException, PlanException {
        for (FileStatus savepoint : list(directory)) {
            FileStatus metadata = metadata(savepoint);
            if (metadata != null) {
                try (var in = directory.getFileSystem().open(metadata.getPath())) {
                    long number = org.apache.flink.runtime.checkpoint.Checkpoints.loadCheckpointMetadata(
                                    new DataInputStream(in),
                                    StateDirectory.class.getClassLoader(),
                                    savepoint.getPath().toString())
                            .getCheckpointId();
                    saved.add(new Saved(turn, number, metadata));
                } catch (IOException e) {
                    throw PlanException.of(name + ": " + metadata.getPath().getPath() + " is damaged: "
                            + Reasons.of(e) + ". To resume from what was saved before it, remove the directory "
                            + savepoint.getPath().getPath());
                }
            }
        }
    }

    private static FileStatus metadata(FileStatus directory) throws IOException {
        Path metadata = new Path(directory.getPath(), METADATA);
        FileSystem files = metadata.getFileSystem();
        return files.exists(metadata) ? files.getFileStatus(metadata) : null;
    }

    /** What is in a directory; nothing if there is none. */
    private static FileStatus[] list(Path directory) throws IOException {
        FileSystem files = directory.getFileSystem();
        boolean there =
                files.exists(directory) && files.getFileStatus(directory).isDir();
        FileStatus[] entries = there ? files.listStatus(directory) : null;
        return entries == null ? new FileStatus[0] : entries;
    }

    /** The whole number behind a prefix in a file's name; 0 if it has another name. */
    private static long number(String prefix, FileStatus file) {
        String text = file.getPath().getName();
        String rest = text.startsWith(prefix) ? text.substring(prefix.length()) : "";
        return rest.matches("\\d{1,18}") ? Long.parseLong(rest) : 0;
    }
}
