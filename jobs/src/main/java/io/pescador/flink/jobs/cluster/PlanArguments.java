// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cluster;

import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.key.Scalars;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The arguments of {@link PlanJob}: {@code --name value} or {@code --name=value}. */
final class PlanArguments {

    private static final String PLAN = "--plan";
    private static final String SEED = "--seed";
    private static final String MAX_ITER = "--max-iter";
    private static final String OUTPUT = "--output";
    private static final String PROVENANCE = "--provenance";
    private static final String SET = "--set";

    private static final List<String> NAMES = List.of(PLAN, SEED, MAX_ITER, OUTPUT, PROVENANCE, SET);

    /** What other commands of the project have, and a platform decides. */
    private static final Map<String, String> OF_THE_PLATFORM = Map.of(
            "--state",
                    "the platform says where state is saved: set execution.checkpointing.dir in Flink's configuration",
            "--fresh", "the platform says what a job starts from: start it without a savepoint",
            "--parallelism", "the platform sets it: -p of flink run, parallelism of the REST API or of the resource",
            "--report", "nothing waits for the end of a job here: run it with pescador sample");

    private final Map<String, String> given = new LinkedHashMap<>();
    private final Map<String, String> variables = new LinkedHashMap<>();

    private PlanArguments() {}

    /** @throws PlanException if one of them is unknown, has no value, or is not what it must be */
    static PlanArguments of(String... args) throws PlanException {
        PlanArguments arguments = new PlanArguments();
        Iterator<String> rest = Arrays.asList(args).iterator();
        while (rest.hasNext()) {
            arguments.add(rest.next(), rest);
        }
        if (arguments.plan() == null) {
            throw PlanException.of("no --plan: give the plan file, such as --plan s3://bucket/plan.yaml");
        }
        arguments.seed();
        arguments.maxIter();
        return arguments;
    }

    private void add(String arg, Iterator<String> rest) throws PlanException {
        int equals = arg.indexOf('=');
        String name = arg.startsWith("--") && equals > 0 ? arg.substring(0, equals) : arg;
        if (OF_THE_PLATFORM.containsKey(name)) {
            throw PlanException.of("no " + name + " here: " + OF_THE_PLATFORM.get(name));
        }
        if (!NAMES.contains(name)) {
            throw PlanException.of("\"" + arg + "\" is no argument: there are " + String.join(", ", NAMES));
        }
        if (name.equals(PROVENANCE) && equals < 0) {
            put(name, "");
            return;
        }
        if (equals < 0 && !rest.hasNext()) {
            throw PlanException.of(name + " has no value: write " + name + " and the value after it");
        }
        String value = equals < 0 ? rest.next() : arg.substring(equals + 1);
        if (name.equals(SET)) {
            variable(value);
        } else {
            put(name, value);
        }
    }

    private void put(String name, String value) throws PlanException {
        if (given.putIfAbsent(name, value) != null) {
            throw PlanException.of(name + " is given twice: keep one of the two");
        }
    }

    private void variable(String text) throws PlanException {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw PlanException.of("--set is \"" + text + "\": write --set NAME=VALUE");
        }
        variables.put(text.substring(0, equals), text.substring(equals + 1));
    }

    /** Path of the plan file. */
    String plan() {
        return given.get(PLAN);
    }

    /** Values of the plan's variables. */
    Map<String, String> variables() {
        return variables;
    }

    /** Null where it is not given. */
    Long seed() throws PlanException {
        return given.containsKey(SEED) ? number(SEED) : null;
    }

    /** The most samples or batches, ≥ 1; null where it is not given. */
    Long maxIter() throws PlanException {
        if (!given.containsKey(MAX_ITER)) {
            return null;
        }
        Long most = number(MAX_ITER);
        if (most < 1) {
            throw PlanException.of("--max-iter is " + most + ": it is a whole number ≥ 1");
        }
        return most;
    }

    /** {@code KIND:PATH}, or null. */
    String output() {
        return given.get(OUTPUT);
    }

    /** Whether samples are written with where they came from. */
    boolean provenance() {
        return Set.of("", "true").contains(given.getOrDefault(PROVENANCE, "false"));
    }

    private Long number(String name) throws PlanException {
        Long number = Scalars.whole(given.get(name));
        if (number == null) {
            throw PlanException.of(name + " is \"" + given.get(name) + "\": it is a whole number");
        }
        return number;
    }
}
