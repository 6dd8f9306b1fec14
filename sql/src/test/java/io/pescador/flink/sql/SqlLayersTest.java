// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sql;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** Which room of SQL may know which, and what of Flink. */
@AnalyzeClasses(packages = "io.pescador.flink.sql", importOptions = ImportOption.DoNotIncludeTests.class)
class SqlLayersTest {

    @ArchTest
    static final ArchRule TABLE_AND_MUX_KNOW_NOTHING_OF_EACH_OTHER = noClasses()
            .that()
            .resideInAPackage("io.pescador.flink.sql.table")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.pescador.flink.sql.mux", "io.pescador.flink.operators..");

    @ArchTest
    static final ArchRule NEITHER_PLANNER_NOR_COMMAND_LINE_IS_KNOWN = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.flink.table.planner..",
                    "org.apache.flink.table.runtime..",
                    "picocli..",
                    "io.pescador.flink.jobs..");
}
