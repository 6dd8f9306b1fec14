// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** Which room of plans may know which. */
@AnalyzeClasses(packages = "io.pescador.flink.plan", importOptions = ImportOption.DoNotIncludeTests.class)
class PlanLayersTest {

    @ArchTest
    static final ArchRule NO_COMMAND_LINE_IS_KNOWN =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("picocli..", "io.pescador.flink.jobs..");

    @ArchTest
    static final ArchRule ROOMS_HAVE_NO_CYCLES =
            slices().matching("io.pescador.flink.(plan..)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_KEYS_ARE_READ_FROM_YAML = noClasses()
            .that()
            .resideOutsideOfPackage("io.pescador.flink.plan.key")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.snakeyaml..");
}
