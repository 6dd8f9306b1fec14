// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.PlanFile;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where {@code --report} goes, and the plan as it was when the run began. */
@Internal
public final class ReportFile {

    private final Path path;
    private final String planText;

    private ReportFile(Path path, String planText) {
        this.path = path;
        this.planText = planText;
    }

    /**
     * @param path as given with the flag, or null
     * @return null where no report is wanted
     * @throws PlanException if nothing can be written there: better said now than after hours
     */
    public static ReportFile of(Path path, String plan) throws PlanException {
        if (path == null) {
            return null;
        }
        Path folder = path.toAbsolutePath().getParent();
        if (Files.isDirectory(path)) {
            throw PlanException.of("--report is " + path + ", which is a folder: give the name of a file in it");
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw PlanException.of("--report is " + path + ", but there is no folder " + folder + ": make it first");
        }
        if (!Files.isWritable(Files.exists(path) ? path : folder)) {
            throw PlanException.of("--report is " + path + ", which may not be written: give another file");
        }
        return new ReportFile(path, PlanFile.text(plan));
    }

    /** @param errors as {@link HtmlReport#of} takes them */
    public void write(RunResult run, List<double[]> errors) throws IOException {
        Files.writeString(path, HtmlReport.of(run, planText, errors));
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
