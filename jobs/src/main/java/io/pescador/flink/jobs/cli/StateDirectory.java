// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.plan.PlanException;
import io.pescador.flink.jobs.plan.Reasons;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The directory where a run keeps its state: {@code run.properties} says what was run, {@code checkpoints} and {@code savepoints} are
 * Flink's, {@code manifests} lists the files of a large pool.
 */
final class StateDirectory {

    private static final String FINISHED = "finished";

    private final String name;
    private final Path path;

    private StateDirectory(String name) {
        this.name = name;
        // Flink wants to know it from everywhere.
        path = name.contains("://")
                ? new Path(name)
                : new Path(java.nio.file.Path.of(name).toAbsolutePath().toUri());
    }

    static StateDirectory of(String name) {
        return new StateDirectory(name);
    }

    String name() {
        return name;
    }

    /** Prepares it for a new run. */
    void begin(RunRecord run, boolean fresh) throws IOException, PlanException {
        FileSystem files = path.getFileSystem();
        if (files.exists(record()) && !fresh) {
            throw PlanException.of(name + " holds the state of a run already: go on with it by pescador resume "
                    + Text.quoted(name) + ", or start afresh with --fresh");
        }
        for (String old : new String[] {"checkpoints", "savepoints", FINISHED}) {
            files.delete(new Path(path, old), true);
        }
        files.mkdirs(path);
        try (FSDataOutputStream out = files.create(record(), FileSystem.WriteMode.OVERWRITE)) {
            out.write(run.write().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** What was run. */
    RunRecord run() throws IOException, PlanException {
        try (var in = path.getFileSystem().open(record())) {
            return RunRecord.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (FileNotFoundException e) {
            throw PlanException.of(name + " holds no state of a run: begin one with pescador sample PLAN --state "
                    + Text.quoted(name));
        } catch (IOException e) {
            throw PlanException.of(name + "/run.properties cannot be read: " + Reasons.of(e));
        }
    }

    /** Makes a job save its state here. */
    void configure(Configuration config) {
        Checkpoints.configure(config);
        config.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, new Path(path, "checkpoints").toString());
        config.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    }

    /**
     * Makes a job go on from what was saved last.
     *
     * @param longer the command that draws from the beginning to the end that is now asked for, or null where none is
     */
    void configureResume(Configuration config, String longer) throws IOException, PlanException {
        configure(config);
        if (path.getFileSystem().exists(new Path(path, FINISHED))) {
            String finished = name + ": this run is finished, and nothing is left to go on with. ";
            throw PlanException.of(finished
                    + (longer == null
                            ? "Start another with --fresh"
                            : "A longer one begins with the same samples: " + longer + " --state " + Text.quoted(name)
                                    + " --fresh"));
        }
        FileStatus last = last(path, null);
        if (last == null) {
            throw PlanException.of(name + ": nothing was saved yet. Start afresh with --fresh");
        }
        config.set(
                StateRecoveryOptions.SAVEPOINT_PATH, last.getPath().getParent().toString());
    }

    /** Notes that the run came to its end, after which Flink keeps no state of it. */
    void finish() throws IOException {
        path.getFileSystem()
                .create(new Path(path, FINISHED), FileSystem.WriteMode.OVERWRITE)
                .close();
    }

    /** When state was saved last, in milliseconds since 1970; 0: not yet. */
    long lastSaved() throws IOException {
        FileStatus last = last(new Path(path, "checkpoints"), null);
        return last == null ? 0 : last.getModificationTime();
    }

    String savepoints() {
        return new Path(path, "savepoints").toString();
    }

    /** Where manifests are. */
    String manifests() {
        return new Path(path, "manifests").toString();
    }

    private Path record() {
        return new Path(path, "run.properties");
    }

    /** A checkpoint or savepoint is whole when it has its metadata, which is written last. */
    private static FileStatus last(Path directory, FileStatus best) throws IOException {
        FileStatus last = best;
        FileStatus[] entries = directory.getFileSystem().listStatus(directory);
        for (FileStatus entry : entries == null ? new FileStatus[0] : entries) {
            if (entry.isDir()) {
                last = last(entry.getPath(), last);
            } else if (entry.getPath().getName().equals("_metadata")
                    && (last == null || entry.getModificationTime() > last.getModificationTime())) {
                last = entry;
            }
        }
        return last;
    }
}
