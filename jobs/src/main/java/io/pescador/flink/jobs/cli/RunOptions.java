// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.cli.console.Figures;
import io.pescador.flink.jobs.cli.console.Terminal;
import io.pescador.flink.jobs.cli.environment.FlinkEnvironment;
import io.pescador.flink.jobs.cli.environment.WebUi;
import io.pescador.flink.jobs.cli.output.Inputs;
import io.pescador.flink.jobs.cli.report.LivePage;
import io.pescador.flink.jobs.cli.report.ReportFile;
import io.pescador.flink.jobs.cli.report.ResultFile;
import io.pescador.flink.jobs.cli.report.SummaryFile;
import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.SamplePlan;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the job of a plan runs, new or resumed. */
final class RunOptions {

    @Option(
            names = "--parallelism",
            paramLabel = "P",
            converter = PositiveNumber.class,
            description = "Readers side by side; a resumed run may have another number. More than shards are of no use."
                    + " Default: as many as there are shards, or cores.")
    private Long parallelism;

    @Option(
            names = "--report",
            paramLabel = "FILE.html",
            description = "Write a report of the whole run, with plots, into one HTML file.")
    private Path report;

    @Option(
            names = "--summary",
            paramLabel = "FILE.json",
            description = "Write the summary for programs, as a JSON object.")
    private Path summary;

    @Option(
            names = "--watch",
            description = "Serve the report while the run lasts, on this machine only, and print its address.")
    private boolean watch;

    @Option(names = "--ui", description = "Open Flink's web UI on this machine while it runs, and print its address.")
    private boolean ui;

    /** Whether something is to be written when the run has ended, or shown while it lasts. */
    boolean wantFiles() {
        return report != null || summary != null || watch;
    }

    /** The page of the run while it lasts, whose address it says; null where none is asked for. */
    LivePage watched(String path, Terminal terminal) throws PlanException {
        if (!watch) {
            return null;
        }
        LivePage page = LivePage.open(path);
        terminal.say("the run as it goes: " + page.address());
        return page;
    }

    /**
     * The files to write when the run has ended.
     *
     * @throws PlanException if one cannot be written, or is read by the plan
     */
    List<ResultFile> files(String path, SamplePlan plan) throws PlanException {
        List<ResultFile> files = new ArrayList<>();
        if (report != null) {
            files.add(ReportFile.of(report, path));
        }
        if (summary != null) {
            files.add(SummaryFile.of(summary));
        }
        Inputs inputs = Inputs.of(plan);
        for (ResultFile file : files) {
            inputs.spare(file.flag(), file.path());
        }
        return files;
    }

    /** The environment of a job with so many shards. */
    StreamExecutionEnvironment environment(Configuration config, int shards, Terminal terminal) throws PlanException {
        if (ui) {
            WebUi.open(config, terminal);
        }
        return FlinkEnvironment.create(readers(shards, terminal), config);
    }

    private int readers(int shards, Terminal terminal) {
        if (parallelism == null) {
            return Math.min(shards, FlinkEnvironment.defaultParallelism());
        }
        if (parallelism > shards) {
            terminal.say("--parallelism is " + parallelism + ", but the plan has " + Figures.count(shards, "shard")
                    + ": " + (parallelism - shards) + " of the readers will have nothing to do");
        }
        return (int) Math.min(parallelism, Short.MAX_VALUE);
    }
}
