// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.state;

import io.pescador.flink.jobs.cli.output.Output;
import io.pescador.flink.plan.PlanException;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.Path;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a run locks while it lasts: its state directory, and its output, which a copy of that directory names too. */
@Internal
public final class RunLocks implements AutoCloseable {

    private final Deque<RunLock> locks = new ArrayDeque<>();

    /** @param state may be null */
    public void take(StateDirectory state) throws PlanException {
        if (state != null) {
            locks.push(state.lock());
        }
    }

    public void take(Output output) throws PlanException {
        java.nio.file.Path file = output.lock();
        if (file == null) {
            return;
        }
        try {
            Files.createDirectories(file.getParent());
            locks.push(RunLock.take(new Path(file.toUri()), output.path()));
        } catch (IOException e) {
            // It is not writable. The writer will report that in better words; on a cluster it may be on another
            // machine.
        }
    }

    @Override
    public void close() throws IOException {
        while (!locks.isEmpty()) {
            locks.pop().close();
        }
    }
}
