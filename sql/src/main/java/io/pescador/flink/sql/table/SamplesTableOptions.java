// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sql.table;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** The options of a table with {@code 'connector' = 'pescador'}, beside Flink's own for parallelism and watermarks. */
@PublicEvolving
public final class SamplesTableOptions {

    public static final ConfigOption<String> PLAN = ConfigOptions.key("plan")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "The plan file, in any file system that Flink knows. Paths in it are relative to its folder.");

    public static final ConfigOption<String> PLAN_INLINE = ConfigOptions.key("plan.inline")
            .stringType()
            .noDefaultValue()
            .withDescription("The text of a plan, instead of `plan`. Paths in it are to be absolute.");

    public static final ConfigOption<Long> SEED = ConfigOptions.key("seed")
            .longType()
            .noDefaultValue()
            .withDescription(
                    "The seed, instead of the plan's. If neither has one, each statement draws its own and logs it.");

    public static final ConfigOption<Integer> SHARDS = ConfigOptions.key("shards")
            .intType()
            .noDefaultValue()
            .withDescription(
                    "Into how many parts the plan is cut, instead of the plan's number. It is the largest useful"
                            + " parallelism; another number gives other samples.");

    public static final ConfigOption<Long> MAX_SAMPLES = ConfigOptions.key("max-samples")
            .longType()
            .noDefaultValue()
            .withDescription(
                    "The table has the first n rows of the plan's order, instead of ending where the plan's `stop` says.");

    /** What keys of options begin with that give variables of the plan other values. */
    public static final String VARIABLE_PREFIX = "vars.";

    private SamplesTableOptions() {}
}
