// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators;

import org.apache.flink.annotation.Internal;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import java.util.Set;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** Which package may know which, and what of Flink's inner parts is used. */
@AnalyzeClasses(packages = "io.pescador.flink.operators", importOptions = ImportOption.DoNotIncludeTests.class)
class OperatorLayersTest {

    @ArchTest
    static final ArchRule THE_KEYED_MUX_KNOWS_NO_RECORD_TYPE_AND_NO_SOURCE = noClasses()
            .that()
            .resideInAPackage("io.pescador.flink.operators.keyed..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.pescador.flink.record..",
                    "io.pescador.flink.format..",
                    "io.pescador.flink.source..",
                    "io.pescador.flink.operators.map..");

    @ArchTest
    static final ArchRule THE_MUX_OF_ONE_KEY_IS_FREE_OF_FLINK = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.pescador.flink.operators.keyed.core..", "io.pescador.flink.operators.keyed.records..")
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "are of Flink, annotations apart",
                    c -> c.getPackageName().startsWith("org.apache.flink.")
                            && !c.getPackageName().equals("org.apache.flink.annotation")));

    @ArchTest
    static final ArchRule PACKAGES_ARE_FREE_OF_CYCLES =
            slices().matching("io.pescador.flink.operators.(**)").should().beFreeOfCycles();

    /**
     * What an operator with timers needs, since a function cannot choose the timestamps of what it emits; and
     * serializers of plain types.
     */
    private static final Set<String> TOLERATED = Set.of(
            "org.apache.flink.streaming.api.operators.InternalTimer",
            "org.apache.flink.streaming.api.operators.InternalTimerService",
            "org.apache.flink.streaming.api.operators.Triggerable",
            "org.apache.flink.streaming.api.operators.StreamingRuntimeContext",
            "org.apache.flink.streaming.runtime.streamrecord.StreamRecord",
            "org.apache.flink.api.common.typeutils.base.IntSerializer",
            "org.apache.flink.api.common.typeutils.base.LongSerializer",
            "org.apache.flink.api.common.typeutils.base.StringSerializer",
            "org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer",
            "org.apache.flink.api.java.typeutils.runtime.TupleSerializer");

    @ArchTest
    static final ArchRule LITTLE_OF_FLINK_IS_USED_THAT_IS_INTERNAL =
            noClasses().should().dependOnClassesThat(internal());

    private static DescribedPredicate<JavaClass> internal() {
        return DescribedPredicate.describe(
                "are @Internal in Flink",
                c -> !TOLERATED.contains(c.getName())
                        && c.getPackageName().startsWith("org.apache.flink.")
                        && c.isAnnotatedWith(Internal.class));
    }
}
