// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.table;

import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.SamplePlan;
import io.pescador.flink.plan.compile.Example;
import io.pescador.flink.record.NdArray;

import org.apache.flink.annotation.Internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A plan as a table: what it gives is looked at by example. Immutable. */
@Internal
public final class PlanTable {

    private final String file;
    private final List<Example> examples;

    private PlanTable(String file, List<Example> examples) {
        this.file = file;
        this.examples = examples;
    }

    /** @throws PlanException if the plan's steps fail on its first samples */
    public static PlanTable of(SamplePlan plan) throws PlanException {
        return new PlanTable(plan.file(), plan.examples());
    }

    /** Whether nothing is known, since no sample came. */
    public boolean isUnknown() {
        return examples.isEmpty();
    }

    /** The names of all arrays, in the order in which they appear. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        examples.forEach(example -> names.addAll(example.sample().names().asList()));
        return names;
    }

    /**
     * What speaks against a column of some name and type.
     *
     * @return a sentence with the way out, or null if nothing does
     */
    public String objection(String name, ColumnType declared) {
        for (Example example : examples) {
            if (!example.sample().has(name) || !declared.holds(example.sample().get(name))) {
                return objection(name, declared.sql(), example);
            }
        }
        return null;
    }

    /** What speaks against a column of a type that no array has. @return a sentence with the way out */
    public String objection(String name, String declared) {
        return isUnknown()
                ? "it is declared as " + declared + ", which no array is"
                : objection(name, declared, examples.get(0));
    }

    private String objection(String name, String declared, Example example) {
        if (!example.sample().has(name)) {
            boolean elsewhere = names().contains(name);
            return "there is no array \"" + name + "\" in " + (elsewhere ? example.stream() : file)
                    + ", which gives " + columns(example)
                    + (elsewhere ? ": a column is in all streams. Leave it out" : "");
        }
        NdArray array = example.sample().get(name);
        return "it is declared as " + declared + ", and the plan gives " + kind(array) + " in " + example.stream()
                + ": declare " + ColumnType.of(array).sql();
    }

    private static String columns(Example example) {
        return example.sample().names().asList().stream()
                .map(name ->
                        name + " " + ColumnType.of(example.sample().get(name)).sql())
                .collect(Collectors.joining(", "));
    }

    private static String kind(NdArray array) {
        return array.dtype().numpyName() + (array.rank() == 0 ? "" : " " + shape(array));
    }

    private static String shape(NdArray array) {
        return Arrays.toString(array.shape()).replace('[', '(').replace(']', ')');
    }

    /**
     * The statement that creates the table.
     *
     * @param table its name
     * @param options of the table, in order
     * @throws PlanException if the plan gives no sample, or streams differ in their arrays so that no column holds them
     */
    public String create(String table, Map<String, String> options) throws PlanException {
        if (isUnknown()) {
            throw PlanException.of(file + ": its streams gave no sample, so its columns are not known");
        }
        List<String> columns = new ArrayList<>();
        List<String> comments = new ArrayList<>();
        for (String name : names()) {
            ColumnType type = common(name);
            columns.add("  " + quoted(name, '`') + " " + type.sql());
            comments.add(kind(first(name)));
        }
        int width = columns.stream().mapToInt(String::length).max().orElse(0) + 1;
        StringBuilder ddl = new StringBuilder("CREATE TABLE " + quoted(table, '`') + " (\n");
        for (int i = 0; i < columns.size(); i++) {
            String column = columns.get(i) + (i + 1 < columns.size() ? "," : "");
            ddl.append(column)
                    .append(" ".repeat(width - column.length()))
                    .append(" -- ")
                    .append(comments.get(i))
                    .append('\n');
        }
        ddl.append(") WITH (\n");
        ddl.append(options.entrySet().stream()
                .map(option -> "  " + quoted(option.getKey(), '\'') + " = " + quoted(option.getValue(), '\''))
                .collect(Collectors.joining(",\n")));
        return ddl.append("\n);\n").toString();
    }

    private NdArray first(String name) {
        return examples.stream()
                .filter(example -> example.sample().has(name))
                .findFirst()
                .map(example -> example.sample().get(name))
                .orElseThrow();
    }

    /** The smallest type that holds the arrays of all streams. */
    private ColumnType common(String name) throws PlanException {
        ColumnType first = ColumnType.of(first(name));
        String objection = objection(name, first);
        if (objection == null) {
            return first;
        }
        for (ElementType element : ElementType.values()) {
            ColumnType wider = new ColumnType(first.rank(), element);
            if (element != ElementType.BYTES && objection(name, wider) == null) {
                return wider;
            }
        }
        Map<String, String> kinds = new TreeMap<>();
        for (Example example : examples) {
            String kind = example.sample().has(name) ? kind(example.sample().get(name)) : "missing";
            kinds.putIfAbsent(kind, example.stream());
        }
        throw PlanException.of(file + ": array \"" + name + "\" is "
                + kinds.entrySet().stream()
                        .map(kind -> kind.getKey() + " in " + kind.getValue())
                        .collect(Collectors.joining(", "))
                + ", and a column has one type: choose alike arrays with `fields:`");
    }

    private static String quoted(String name, char quote) {
        return quote + name.replace(String.valueOf(quote), String.valueOf(quote).repeat(2)) + quote;
    }
}
