// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.LinkedHashMap;
import java.util.Map;

/** The plan of a command, and its variables. */
final class PlanArgument {

    @Parameters(paramLabel = "PLAN", description = "The plan file, YAML or JSON.")
    private String path;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "Give a variable of the plan another value.")
    private Map<String, String> variables = new LinkedHashMap<>();

    String path() {
        return path;
    }

    Map<String, String> variables() {
        return variables;
    }
}
