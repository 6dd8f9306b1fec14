// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.state;

import io.pescador.flink.plan.PlanException;

import org.apache.flink.core.fs.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.nio.file.Files;
import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The lock where files cannot be locked: an object store, a network drive. */
class RunLockTest {

    private static final ProcessHandle ME = ProcessHandle.current();

    @TempDir
    java.nio.file.Path folder;

    @Test
    void theFileIsThereAsLongAsTheLock() throws Exception {
        RunLock lock = take();
        assertThat(file()).exists();
        assertThatThrownBy(this::take).isInstanceOf(PlanException.class).hasMessageContaining("process " + ME.pid());
        lock.close();
        assertThat(file()).doesNotExist();
        take().close();
    }

    @Test
    void aProcessThatIsGoneHasIt() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Files.writeString(file(), owner(ended.pid(), here(), Instant.EPOCH.toString()));
        take().close();
    }

    @Test
    void anotherProcessHasTheIdByNow() throws Exception {
        Files.writeString(file(), owner(ME.pid(), here(), Instant.EPOCH.toString()));
        take().close();
    }

    @Test
    void whatAnotherMachineLeftHasToBeRemoved() throws Exception {
        Files.writeString(file(), owner(4711, "another", Instant.EPOCH.toString()));
        assertThatThrownBy(this::take)
                .isInstanceOf(PlanException.class)
                .hasMessage("state is in use by process 4711 on another: wait until it has ended, or, if it is gone,"
                        + " remove " + path());
    }

    @Test
    void aProcessThatDiedBeforeItWroteItsName() throws Exception {
        Files.createFile(file());
        take().close();
    }

    private RunLock take() throws Exception {
        return RunLock.takeByFile(path(), "state");
    }

    private Path path() {
        return new Path(file().toUri());
    }

    private java.nio.file.Path file() {
        return folder.resolve("lock");
    }

    private static String owner(long pid, String host, String started) {
        return pid + "\n" + host + "\n" + started;
    }

    private static String here() throws Exception {
        return InetAddress.getLocalHost().getHostName();
    }
}
