// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** What records and formats may know of. */
class DependenciesTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.pescador.flink");

    @Test
    void recordsArePlainData() {
        noClasses()
                .that()
                .resideInAPackage("io.pescador.flink.record")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.pescador.flink.streamer..",
                        "io.pescador.flink.mux..",
                        "io.pescador.flink.format..",
                        "org.apache.flink.core..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.pescador.flink.record")
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "are Flink's, but for the annotation that names their type",
                        type -> type.getName().startsWith("org.apache.flink.")
                                && !type.getSimpleName().equals("TypeInfo")))
                .check(CLASSES);
    }

    @Test
    void formatsKnowRecordsStreamersAndFileSystems() {
        classes()
                .that()
                .resideInAnyPackage("io.pescador.flink.format..", "io.pescador.flink.files..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.pescador.flink.format..",
                        "io.pescador.flink.files..",
                        "io.pescador.flink.internal..",
                        "io.pescador.flink.record",
                        "io.pescador.flink.streamer..",
                        "org.apache.flink.annotation",
                        "org.apache.flink.core.fs",
                        "com.fasterxml.jackson.core..",
                        "com.github.luben.zstd..",
                        "de.siegmar.fastcsv..",
                        "org.apache.parquet..",
                        "org.xerial.snappy..",
                        "java..")
                .check(CLASSES);
    }
}
