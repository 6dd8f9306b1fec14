// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import io.pescador.flink.plan.PlanException;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that says what a run came to, written at its end. */
@Internal
public interface ResultFile {

    /** The flag that asks for it. */
    String flag();

    Path path();

    void write(RunResult run) throws IOException;

    /** @throws PlanException if nothing can be written there: better said now than after hours */
    static void check(String flag, Path path) throws PlanException {
        Path folder = path.toAbsolutePath().getParent();
        if (Files.isDirectory(path)) {
            throw PlanException.of(flag + " is " + path + ", which is a folder: give the name of a file in it");
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw PlanException.of(flag + " is " + path + ", but there is no folder " + folder + ": make it first");
        }
        if (!Files.isWritable(Files.exists(path) ? path : folder)) {
            throw PlanException.of(flag + " is " + path + ", which may not be written: give another file");
        }
    }
}
