// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.state;

import io.pescador.flink.plan.PlanException;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What was saved last is decided by turns and numbers alone. */
class StateDirectoryTest {

    private static final FileTime NOW = FileTime.fromMillis(1_800_000_000_000L);
    private static final FileTime IN_AN_HOUR = FileTime.fromMillis(NOW.toMillis() + 3_600_000);

    @TempDir
    Path folder;

    private Path path;
    private StateDirectory state;

    @BeforeEach
    void begun() throws Exception {
        path = folder.resolve("state");
        state = StateDirectory.of(path.toString());
        state.begin(record());
    }

    @Test
    void theLaterTurnDecidesWhateverTheTimesOfFilesSay() throws Exception {
        checkpoint("checkpoints/1/a/chk-8", IN_AN_HOUR);
        checkpoint("checkpoints/2/b/chk-9", NOW);
        assertThat(resumedFrom()).isEqualTo("checkpoints/2/b/chk-9");
        assertThat(state.lastNumber()).isEqualTo(9);
    }

    @Test
    void numbersAreComparedAsNumbers() throws Exception {
        checkpoint("checkpoints/9/a/chk-99", IN_AN_HOUR);
        checkpoint("checkpoints/10/a/chk-99", IN_AN_HOUR);
        checkpoint("checkpoints/10/b/chk-100", NOW);
        assertThat(resumedFrom()).isEqualTo("checkpoints/10/b/chk-100");
    }

    @Test
    void aSavepointCountsByTheNumberInIt() throws Exception {
        checkpoint("checkpoints/1/a/chk-8", IN_AN_HOUR);
        savepoint("savepoints/1/savepoint-1", 9, NOW);
        assertThat(resumedFrom()).isEqualTo("savepoints/1/savepoint-1");
    }

    /** As on a cluster, where a job that could not be stopped starts again. */
    @Test
    void aCheckpointAfterASavepointIsLater() throws Exception {
        savepoint("savepoints/1/savepoint-1", 8, IN_AN_HOUR);
        checkpoint("checkpoints/1/a/chk-9", NOW);
        assertThat(resumedFrom()).isEqualTo("checkpoints/1/a/chk-9");
    }

    @Test
    void whatIsNotWholeDoesNotCount() throws Exception {
        checkpoint("checkpoints/1/a/chk-8", NOW);
        Files.createDirectories(path.resolve("checkpoints/2/b/chk-9"));
        Files.writeString(path.resolve("checkpoints/2/b/chk-9/._metadata.inprogress.1"), "half");
        Files.createDirectories(path.resolve("savepoints/2/savepoint-2"));
        assertThat(resumedFrom()).isEqualTo("checkpoints/1/a/chk-8");
    }

    @Test
    void withoutAnyTheRunBeginsAgain() throws Exception {
        assertThat(resumedFrom()).isNull();
        assertThat(state.lastNumber()).isZero();
    }

    @Test
    void eachProcessTakesTheNextTurn() throws Exception {
        assertThat(path.resolve("checkpoints")).isDirectoryContaining("glob:**/1");
        StateDirectory.of(path.toString()).configureResume(new Configuration());
        StateDirectory third = StateDirectory.of(path.toString());
        third.configureResume(new Configuration());
        assertThat(path.resolve("checkpoints/3")).isDirectory();
        assertThat(third.savepoints()).endsWith("/savepoints/3");
    }

    @Test
    void aRunGoesOnInItsFolderOrWhereThatWasMovedTo() throws Exception {
        assertThatThrownBy(() -> begunIn("/").checkFolder("state"))
                .hasMessage(
                        "state is the state of a run that was begun in another folder, which its paths are relative to:"
                                + " cd /");
        begunIn(path + "/gone").checkFolder("state");
        begunIn(RunRecord.here()).checkFolder("state");
    }

    /** Not even root makes a directory in /proc. */
    @Test
    void aDirectoryThatCannotBeMadeIsNamed() {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")));
        assertThatThrownBy(() -> StateDirectory.of("/proc/self/state").lock())
                .hasMessage("/proc/self/state cannot be made: there is no right to make it there. Give --state another"
                        + " directory");
    }

    @Test
    void aDamagedSavepointIsToldWithTheWayOut() throws Exception {
        Path savepoint = Files.createDirectories(path.resolve("savepoints/1/savepoint-1"));
        Files.write(savepoint.resolve("_metadata"), new byte[] {1, 2, 3});
        assertThatThrownBy(() -> state.lastNumber())
                .isInstanceOf(PlanException.class)
                .hasMessageStartingWith(path + ": " + savepoint + "/_metadata is damaged: ")
                .hasMessageEndingWith("To resume from what was saved before it, remove the directory " + savepoint);
    }

    @Test
    void theLatestEndCounts() throws Exception {
        assertThat(state.ended()).isZero();
        state.markEnded(9);
        state.markEnded(10);
        assertThat(state.ended()).isEqualTo(10);
    }

    @Test
    void aNewRunLeavesNothingOfTheOld() throws Exception {
        checkpoint("checkpoints/1/a/chk-8", NOW);
        savepoint("savepoints/1/savepoint-1", 9, NOW);
        state.markEnded(9);
        state.finish();
        StateDirectory again = StateDirectory.of(path.toString());
        again.begin(record());
        assertThat(again.isFinished()).isFalse();
        assertThat(again.ended()).isZero();
        assertThat(again.lastNumber()).isZero();
        assertThat(again.savepoints()).endsWith("/savepoints/1");
    }

    @Test
    void aSecondProcessIsKeptOut() throws Exception {
        String pid = Long.toString(ProcessHandle.current().pid());
        RunLock lock = state.lock();
        assertThatThrownBy(() -> StateDirectory.of(path.toString()).lock())
                .isInstanceOf(PlanException.class)
                .hasMessage(path + " is in use by process " + pid + ": wait until it has ended, or end it with: kill "
                        + pid);
        lock.close();
        assertThat(path.resolve("lock")).doesNotExist();
        state.lock().close();
    }

    /** The file is there after a {@code kill -9}, and its process's id may be another's by now. */
    @Test
    void theLockOfADeadProcessIsTaken() throws Exception {
        Files.writeString(path.resolve("lock"), ProcessHandle.current().pid() + "\nhere\n2001-01-01T00:00:00Z");
        state.lock().close();
        assertThat(path.resolve("lock")).doesNotExist();
    }

    // ---- helpers

    private static RunRecord record() {
        return begunIn("/");
    }

    private static RunRecord begunIn(String folder) {
        return new RunRecord(folder, "plan.yaml", Map.of(), 1, null, null, false, Map.of(), Map.of());
    }

    private void checkpoint(String name, FileTime time) throws IOException {
        savepoint(name, 0, time); // the name says the number
    }

    private void savepoint(String name, long number, FileTime time) throws IOException {
        Path metadata = Files.createDirectories(path.resolve(name)).resolve("_metadata");
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(metadata))) {
            Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(number, List.of(), List.of()), out);
        }
        Files.setLastModifiedTime(metadata, time);
    }

    private String resumedFrom() throws Exception {
        Configuration config = new Configuration();
        state.configureResume(config);
        String from = config.get(StateRecoveryOptions.SAVEPOINT_PATH);
        return from == null
                ? null
                : from.substring(from.indexOf(path.toString()) + path.toString().length() + 1);
    }
}
