// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs;

import org.apache.flink.annotation.Experimental;
import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.Public;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** What holds in all modules: the arrows between rooms, packages without cycles and of bearable size, and who may use a type. */
class ArchitectureTest {

    private static final String ROOT = "io.pescador.flink.";

    /** About what fits on one screen of a file tree. */
    private static final int MOST_TYPES = 25;

    /**
     * The rooms, and the rooms that each may use besides itself. A room is a package with all below it.
     */
    private static final Map<String, List<String>> ARROWS = arrows();

    private static Map<String, List<String>> arrows() {
        Map<String, List<String>> arrows = new TreeMap<>();
        arrows.put("internal", List.of());
        arrows.put("streamer", List.of("internal"));
        arrows.put("mux", List.of("streamer", "internal"));
        arrows.put("record", List.of("streamer", "internal"));
        arrows.put("files", List.of("format", "streamer", "internal"));
        arrows.put("format", List.of("record", "streamer", "internal"));
        arrows.put("source", List.of("record", "streamer", "internal"));
        arrows.put("sink", List.of("source", "format", "files", "record", "streamer", "internal"));
        arrows.put("operators", List.of("source", "mux", "record", "streamer", "internal"));
        arrows.put("plan", List.of("operators", "source", "format", "files", "mux", "record", "streamer", "internal"));
        arrows.put("sql", List.of("plan", "operators", "source", "mux", "record", "streamer", "internal"));
        arrows.put(
                "jobs.flow", List.of("plan", "operators", "format", "files", "mux", "record", "streamer", "internal"));
        arrows.put(
                "jobs.cli",
                List.of(
                        "jobs.flow",
                        "plan",
                        "operators",
                        "sink",
                        "source",
                        "format",
                        "files",
                        "mux",
                        "record",
                        "streamer",
                        "internal"));
        arrows.put("jobs.cluster", List.of("jobs.cli", "plan"));
        return arrows;
    }

    private static final List<String> MODULES = List.of("connector", "operators", "plan", "sql", "jobs");

    private static JavaClasses all;

    @BeforeAll
    static void read() {
        all = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .withImportOption(ArchitectureTest::isOfNoTestJar)
                .importPackages("io.pescador.flink");
    }

    private static boolean isOfNoTestJar(Location location) {
        return !location.contains("-tests.jar");
    }

    @TestFactory
    Stream<DynamicTest> roomsUseOnlyRoomsBelowThem() {
        return ARROWS.entrySet().stream()
                .map(room -> DynamicTest.dynamicTest(room.getKey(), () -> rule(room.getKey(), room.getValue())
                        .check(all)));
    }

    private static ArchRule rule(String room, List<String> mayUse) {
        String[] others = ARROWS.keySet().stream()
                .filter(other -> !other.equals(room) && !mayUse.contains(other))
                .map(other -> ROOT + other + "..")
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(ROOT + room + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others);
    }

    @Test
    void everyPackageBelongsToARoom() {
        assertThat(packages().keySet()).allSatisfy(name -> assertThat(ARROWS.keySet())
                .as("a room for %s", name)
                .anyMatch(room -> (name + ".").startsWith(ROOT + room + ".")));
    }

    /** But for type information and its type, which know each other: {@code @TypeInfo} names the factory. */
    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + "(**)")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(alwaysTrue(), assignableTo(TypeInfoFactory.class))
                .check(all);
    }

    @Test
    void packagesFitOnAScreen() {
        Map<String, Integer> full = new TreeMap<>();
        packages().forEach((name, types) -> {
            if (types > MOST_TYPES) {
                full.put(name, types);
            }
        });
        assertThat(full).as("packages of more than %d types", MOST_TYPES).isEmpty();
    }

    @Test
    void everyPackageIsIntroduced() {
        assertThat(packages().keySet()).allSatisfy(name -> assertThat(MODULES)
                .as("a package-info of %s", name)
                .anyMatch(module -> Files.exists(
                        Path.of("..", module, "src/main/java", name.replace('.', '/'), "package-info.java"))));
    }

    private static Map<String, Integer> packages() {
        Map<String, Integer> types = new TreeMap<>();
        for (JavaClass type : all) {
            if (type.isTopLevelClass() && !type.getSimpleName().equals("package-info")) {
                types.merge(type.getPackageName(), 1, Integer::sum);
            }
        }
        return types;
    }

    @Test
    void everyPublicTypeSaysWhoMayUseIt() {
        classes()
                .that()
                .areTopLevelClasses()
                .and()
                .haveModifier(JavaModifier.PUBLIC)
                .should()
                .beAnnotatedWith(Public.class)
                .orShould()
                .beAnnotatedWith(PublicEvolving.class)
                .orShould()
                .beAnnotatedWith(Experimental.class)
                .orShould()
                .beAnnotatedWith(Internal.class)
                .check(all);
    }
}
