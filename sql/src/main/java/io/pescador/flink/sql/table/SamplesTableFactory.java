// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sql.table;

import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.SamplePlan;
import io.pescador.flink.plan.codec.SampleJobKeys;
import io.pescador.flink.plan.key.PlanPaths;
import io.pescador.flink.plan.key.Settings;
import io.pescador.flink.plan.table.ColumnType;
import io.pescador.flink.plan.table.PlanTable;

import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.DataType;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/** Makes tables of plans: {@code 'connector' = 'pescador'}. */
@Internal
public final class SamplesTableFactory implements DynamicTableSourceFactory {

    private static final Logger LOG = LoggerFactory.getLogger(SamplesTableFactory.class);

    @Override
    public String factoryIdentifier() {
        return "pescador";
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of();
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of(
                SamplesTableOptions.PLAN,
                SamplesTableOptions.PLAN_INLINE,
                SamplesTableOptions.SEED,
                SamplesTableOptions.SHARDS,
                SamplesTableOptions.MAX_SAMPLES,
                FactoryUtil.SOURCE_PARALLELISM);
    }

    @Override
    public DynamicTableSource createDynamicTableSource(Context context) {
        FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
        helper.validateExcept(SamplesTableOptions.VARIABLE_PREFIX);
        ReadableConfig options = helper.getOptions();
        String table = context.getObjectIdentifier().getObjectName();
        DataType physical = context.getPhysicalRowDataType();
        try {
            SamplePlan plan =
                    plan(table, options, variables(context.getCatalogTable().getOptions()));
            plan.notices().forEach(LOG::warn);
            List<String> names = DataType.getFieldNames(physical);
            return new SamplesTableSource(
                    table,
                    plan,
                    seed(table, options, plan),
                    maxSamples(table, options),
                    options.getOptional(FactoryUtil.SOURCE_PARALLELISM).orElse(null),
                    names,
                    converters(table, plan, names, DataType.getFieldDataTypes(physical)),
                    DataTypes.ROW(DataType.getFields(physical)).notNull());
        } catch (PlanException e) {
            throw new ValidationException("table " + table + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, String> variables(Map<String, String> options) {
        String prefix = SamplesTableOptions.VARIABLE_PREFIX;
        Map<String, String> variables = new TreeMap<>();
        options.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                variables.put(key.substring(prefix.length()), value);
            }
        });
        return variables;
    }

    private static SamplePlan plan(String table, ReadableConfig options, Map<String, String> variables)
            throws PlanException {
        String file = options.get(SamplesTableOptions.PLAN);
        String text = options.get(SamplesTableOptions.PLAN_INLINE);
        if ((file == null) == (text == null)) {
            throw new ValidationException("table " + table + ": "
                    + (file == null ? "it has no plan: give" : "it has two plans: keep one of")
                    + " 'plan', the path of a plan file, or 'plan.inline', its text");
        }
        Integer shards = options.get(SamplesTableOptions.SHARDS);
        if (shards != null && shards < 1) {
            throw new ValidationException("table " + table + ": 'shards' is " + shards + ": it is at least 1");
        }
        Settings job = shards == null ? Settings.NONE : Settings.NONE.with(SampleJobKeys.SHARDS, shards);
        return file != null
                ? SamplePlan.load(absolute(file), variables, job)
                : SamplePlan.parse(SamplesTableOptions.PLAN_INLINE.key(), text, variables, job);
    }

    /** Paths in the plan are relative to its folder, on workers too. */
    private static String absolute(String plan) {
        return PlanPaths.isAbsolute(plan)
                ? plan
                : Path.of(plan).toAbsolutePath().toString();
    }

    private static long seed(String table, ReadableConfig options, SamplePlan plan) {
        Long seed = options.getOptional(SamplesTableOptions.SEED).orElse(plan.seed());
        if (seed == null) {
            seed = ThreadLocalRandom.current().nextLong();
            LOG.info("table {}: no seed was set, this statement has seed {}", table, seed);
        }
        return seed;
    }

    private static Long maxSamples(String table, ReadableConfig options) {
        Long most = options.get(SamplesTableOptions.MAX_SAMPLES);
        if (most != null && most < 0) {
            throw new ValidationException(
                    "table " + table + ": 'max-samples' is " + most + ": a number of samples is ≥ 0");
        }
        return most;
    }

    private static List<ArrayConverter> converters(
            String table, SamplePlan plan, List<String> names, List<DataType> types) throws PlanException {
        PlanTable given = PlanTable.of(plan);
        List<ArrayConverter> converters = new ArrayList<>();
        List<String> objections = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            ColumnType type = ArrayConverter.type(types.get(i).getLogicalType());
            String objection = type == null
                    ? given.objection(
                            names.get(i), types.get(i).getLogicalType().asSummaryString())
                    : given.objection(names.get(i), type);
            if (objection != null) {
                objections.add("table " + table + ", column " + names.get(i) + ": " + objection);
            }
            converters.add(ArrayConverter.to(type));
        }
        if (!objections.isEmpty()) {
            throw new ValidationException(String.join("\n", objections));
        }
        return converters;
    }
}
