// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.jobs.cli.console.Exit;
import io.pescador.flink.jobs.cli.console.StandardOutput;
import io.pescador.flink.jobs.cli.environment.FlinkEnvironment;
import io.pescador.flink.plan.SamplePlan;
import io.pescador.flink.plan.key.PlanPaths;
import io.pescador.flink.plan.table.PlanTable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** Writes a plan's table. */
@Command(
        name = "ddl",
        description = "Prints the CREATE TABLE statement that makes a table of a plan in Flink SQL.",
        footer = {"", "Example:", "  pescador ddl examples/digits.yaml > digits.sql"},
        mixinStandardHelpOptions = true)
final class DdlCommand implements Callable<Integer> {

    @Mixin
    private PlanArgument source = new PlanArgument();

    @Override
    public Integer call() throws Exception {
        FlinkEnvironment.fileSystems(source.path());
        SamplePlan plan = SamplePlan.load(source.path(), source.variables());
        Map<String, String> options = new LinkedHashMap<>();
        options.put("connector", "pescador");
        options.put("plan", absolute(source.path()));
        source.variables().forEach((name, value) -> options.put("vars." + name, value));
        String name = source.path().replaceAll(".*/|\\.(ya?ml|json)$", "");
        String ddl = PlanTable.of(plan).create(name, options);
        StandardOutput.get().write(ddl.getBytes(StandardCharsets.UTF_8));
        StandardOutput.get().flush();
        return Exit.DONE;
    }

    private static String absolute(String path) {
        return PlanPaths.isAbsolute(path)
                ? path
                : Path.of(path).toAbsolutePath().normalize().toString();
    }
}
