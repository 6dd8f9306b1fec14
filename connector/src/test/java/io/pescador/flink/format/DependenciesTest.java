// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
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

    /** Beside the data stand the doors to Flink and to streamers, which its annotation points to. */
    private static final DescribedPredicate<JavaClass> DATA = DescribedPredicate.describe(
            "are records as plain data",
            type -> type.getPackageName().equals("io.pescador.flink.record")
                    && !type.getName().matches(".*(TypeInfo|Serializer|SampleItems)([$].*)?"));

    @Test
    void recordsArePlainData() {
        noClasses()
                .that(DATA)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.pescador.flink.streamer..", "io.pescador.flink.mux..", "io.pescador.flink.format..")
                .check(CLASSES);
        noClasses()
                .that(DATA)
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are Flink's, but for annotations",
                        type -> type.getName().startsWith("org.apache.flink.") && !type.isAnnotation()))
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
                        "org.slf4j",
                        "java..")
                .check(CLASSES);
    }
}
