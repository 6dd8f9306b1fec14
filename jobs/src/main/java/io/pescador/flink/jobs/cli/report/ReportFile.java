// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.PlanFile;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where {@code --report} goes, and the plan as it was when the run began.
 *
 * @param path of the page
 * @param planText the plan file as it is written
 */
@Internal
public record ReportFile(Path path, String planText) implements ResultFile {

    private static final String FLAG = "--report";

    /** @throws PlanException if nothing can be written there */
    public static ReportFile of(Path path, String plan) throws PlanException {
        ResultFile.check(FLAG, path);
        return new ReportFile(path, PlanFile.text(plan));
    }

    @Override
    public String flag() {
        return FLAG;
    }

    @Override
    public void write(RunResult run) throws IOException {
        Files.writeString(path, HtmlReport.of(run, planText));
    }
}
