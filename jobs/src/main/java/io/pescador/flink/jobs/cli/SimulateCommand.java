// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.cli.console.Exit;
import io.pescador.flink.jobs.cli.console.StandardOutput;
import io.pescador.flink.jobs.cli.console.Terminal;
import io.pescador.flink.jobs.cli.environment.FlinkEnvironment;
import io.pescador.flink.jobs.cli.output.Inputs;
import io.pescador.flink.jobs.cli.report.SharePlots;
import io.pescador.flink.jobs.cli.report.Simulation;
import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.SamplePlan;
import io.pescador.flink.plan.compile.RowCounts;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** Tries out how a plan draws, without reading what it draws. */
@Command(
        name = "simulate",
        description = "Draws as a plan would, without reading its files, and shows how the streams mix.",
        footer = {"", "Example:", "  pescador simulate examples/digits.yaml --draws 10k"},
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class SimulateCommand implements Callable<Integer> {

    @Mixin
    private PlanArgument source = new PlanArgument();

    @Option(
            names = "--draws",
            paramLabel = "N",
            converter = PositiveNumber.class,
            description = "How many samples to draw; default 100k.",
            defaultValue = "100k")
    private Long draws;

    @Option(names = "--seed", paramLabel = "S", description = "The seed; default: the plan's, or 0.")
    private Long seed;

    @Option(names = "--svg", paramLabel = "FILE", description = "Draw the plots into this file too.")
    private Path svg;

    private final Terminal terminal;

    SimulateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws PlanException, IOException {
        FlinkEnvironment.fileSystems(source.path());
        SamplePlan plan = SamplePlan.load(source.path(), source.variables());
        Inputs.of(plan).spare("--svg", svg);
        long chosen = seed != null ? seed : plan.seed() != null ? plan.seed() : 0;
        Simulation simulation = Simulation.run(plan, RowCounts.of(plan.tree()), chosen, draws);
        StandardOutput.say(simulation.lines());
        if (svg != null) {
            Files.writeString(
                    svg, SharePlots.of(simulation.hasShares() ? simulation.errors() : List.of(), simulation.rows()));
            terminal.say("plots: " + svg);
        }
        return Exit.DONE;
    }
}
