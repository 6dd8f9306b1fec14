// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink;

import org.apache.flink.annotation.Internal;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import java.util.Set;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** Which package may know which: sampling knows nothing of Flink, and the source stands on top. */
@AnalyzeClasses(packages = "io.pescador.flink", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {

    private static final String ROOT = "io.pescador.flink.";

    @ArchTest
    static final ArchRule STREAMERS_STAND_ALONE = classes()
            .that()
            .resideInAPackage(ROOT + "streamer..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + "streamer..", "java..", "org.apache.commons.rng..", "org.apache.flink.annotation..");

    @ArchTest
    static final ArchRule MUXES_STAND_ON_STREAMERS = classes()
            .that()
            .resideInAPackage(ROOT + "mux..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + "mux..",
                    ROOT + "streamer..",
                    "java..",
                    "org.apache.commons.rng..",
                    "org.apache.flink.annotation..");

    @ArchTest
    static final ArchRule RECORDS_KNOW_NO_FORMAT_AND_NO_SOURCE = noClasses()
            .that()
            .resideInAPackage(ROOT + "record..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "format..", ROOT + "source..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule FORMATS_KNOW_NO_SOURCE = noClasses()
            .that()
            .resideInAPackage(ROOT + "format..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + "source..")
            .allowEmptyShould(true);

    /**
     * Marked @Internal, although Flink's public operator interface takes it, or every connector builds on it, or nothing else says whether
     * a job runs in BATCH mode.
     */
    private static final Set<String> TOLERATED = Set.of(
            "org.apache.flink.streaming.api.operators.StreamingRuntimeContext",
            "org.apache.flink.util.Preconditions",
            "org.apache.flink.streaming.runtime.streamrecord.StreamRecord",
            "org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton");

    @ArchTest
    static final ArchRule NOTHING_OF_FLINK_IS_USED_THAT_IS_INTERNAL =
            noClasses().should().dependOnClassesThat(internal());

    private static DescribedPredicate<JavaClass> internal() {
        return DescribedPredicate.describe(
                "are @Internal in Flink",
                c -> !TOLERATED.contains(c.getName())
                        && c.getPackageName().startsWith("org.apache.flink.")
                        && c.isAnnotatedWith(Internal.class));
    }
}
