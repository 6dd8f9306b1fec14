// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.plan.PlanException;

import org.apache.flink.core.fs.Path;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a run keeps for itself while it lasts: the directory of its state, and its output, which a copy of that directory names too. */
final class RunLocks implements AutoCloseable {

    private final Deque<RunLock> locks = new ArrayDeque<>();

    /** @param state may be null */
    void take(StateDirectory state) throws PlanException {
        if (state != null) {
            locks.push(state.lock());
        }
    }

    void take(Output output) throws PlanException {
        java.nio.file.Path file = output.lock();
        if (file == null) {
            return;
        }
        try {
            Files.createDirectories(file.getParent());
            locks.push(RunLock.take(new Path(file.toUri()), output.path()));
        } catch (IOException e) {
            // There is no writing there. Whoever writes will say so, in better words; on a cluster that may be
            // elsewhere.
        }
    }

    @Override
    public void close() throws IOException {
        while (!locks.isEmpty()) {
            locks.pop().close();
        }
    }
}
