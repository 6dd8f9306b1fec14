// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.failure;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** An activity is found by the frames of a stack trace. */
class ActivityTest {

    /** Frames are text, which a renamed package leaves behind. */
    @Test
    void framesOfThisProjectNameCodeThatExists() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.pescador.flink");
        Set<String> called = classes.stream()
                .flatMap(type -> Stream.concat(Stream.of(type.getName()), methods(type)))
                .collect(Collectors.toSet());
        assertThat(Activity.values()).allSatisfy(activity -> assertThat(activity.frames())
                .filteredOn(frame -> frame.startsWith("io.pescador."))
                .allSatisfy(frame ->
                        assertThat(called).as("code below %s", frame).anyMatch(name -> name.startsWith(frame))));
    }

    private static Stream<String> methods(JavaClass type) {
        return type.getMethods().stream().map(method -> type.getName() + "." + method.getName());
    }

    @Test
    void theInnermostCauseDecides() {
        IOException inner = new IOException("disk");
        inner.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("java.io.FileOutputStream", "write", null, -1),
            new StackTraceElement("io.pescador.flink.jobs.cli.output.LineFile", "save", null, -1)
        });
        RuntimeException outer = new RuntimeException("task failed", inner);
        outer.setStackTrace(
                new StackTraceElement[] {new StackTraceElement("org.apache.flink.runtime.state.X", "snapshot", null, -1)
                });
        assertThat(Activity.of(outer)).isEqualTo(Activity.WRITING);
        assertThat(Activity.of(new RuntimeException("unknown"))).isEqualTo(Activity.RUNNING);
    }
}
