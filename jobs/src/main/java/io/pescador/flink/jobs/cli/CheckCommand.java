// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.cli.console.Exit;
import io.pescador.flink.jobs.cli.console.StandardOutput;
import io.pescador.flink.jobs.cli.console.Terminal;
import io.pescador.flink.jobs.cli.environment.FlinkEnvironment;
import io.pescador.flink.jobs.cli.environment.OpenFiles;
import io.pescador.flink.jobs.cli.report.PlanReport;
import io.pescador.flink.jobs.cli.report.PlanTree;
import io.pescador.flink.jobs.cli.report.Unreached;
import io.pescador.flink.plan.SamplePlan;
import io.pescador.flink.plan.compile.RowCounts;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/** Says whether a plan is right, and what it comes to, without running it. */
@Command(
        name = "check",
        description = "Checks a plan and shows what it comes to. Nothing is sampled.",
        footer = {"", "Example:", "  pescador check examples/digits.yaml"},
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

    @Mixin
    private PlanArgument source = new PlanArgument();

    private final Terminal terminal;

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        FlinkEnvironment.fileSystems(source.path());
        SamplePlan plan = SamplePlan.load(source.path(), source.variables());
        RowCounts rows = RowCounts.of(plan.tree());
        StandardOutput.say(new PlanReport(plan, rows).lines(form()));
        Unreached.of(plan, rows).forEach(terminal::say);
        plan.notices().forEach(terminal::say);
        OpenFiles.warn(plan.file(), plan.maxOpen(), terminal);
        return Exit.DONE;
    }

    /** The launcher says what standard output can show. */
    private static PlanTree.Form form() {
        return switch (System.getProperty("pescador.output", "")) {
            case "screen" -> PlanTree.Form.DRAWN;
            case "coloured" -> PlanTree.Form.COLOURED;
            default -> PlanTree.Form.PLAIN;
        };
    }
}
