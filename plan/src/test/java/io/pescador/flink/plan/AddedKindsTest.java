// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.format.FileFormat;
import io.pescador.flink.plan.codec.PolicyCodec;
import io.pescador.flink.plan.step.StepCodec;
import io.pescador.flink.record.Sample;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A kind of mux and a step are added by a class and a codec each, a format by one class, without a change to any list: here as a jar beside would. */
class AddedKindsTest {

    @TempDir
    Path temporary;

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @BeforeEach
    void aJarBesideTheLibrary() {
        Thread.currentThread().setContextClassLoader(new JarBeside(before, temporary));
    }

    @AfterEach
    void noJar() {
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void plansKnowThem() throws Exception {
        SamplePlan plan = new PlanFolder(temporary)
                .load(
                        """
                        mux: longest_idle
                        burst: 2
                        streams: [{items: [1, 2, 3]}, {items: [4, 5, 6, 7], first: 3}]
                        """);
        List<Long> drawn = new ArrayList<>();
        plan.streamer().iterate(1).forEach(sample -> drawn.add(value(sample)));
        assertThat(drawn).containsExactly(1L, 2L, 4L, 5L, 3L, 6L);
    }

    @Test
    void theirKeysAreCheckedAndGuessed() throws Exception {
        PlanFolder folder = new PlanFolder(temporary);
        assertThat(folder.mistakes("mux: longest_idle\nburst: 0\nstreams: [{items: [1], fist: 3}]\n"))
                .containsExactly(
                        "plan.yaml:2: burst is 0: a burst has a whole number of samples ≥ 1",
                        "plan.yaml:3: unknown key \"fist\": did you mean \"first\"?");
        assertThat(folder.mistakes("mux: shuffled\nburst: 2\nstreams: [{items: [1]}]\n"))
                .containsExactly(
                        "plan.yaml:2: \"burst\" has no place in a shuffled mux: it belongs to a longest_idle mux");
        assertThat(folder.mistakes("mux: longest_idel\nstreams: [{items: [1]}]\n"))
                .contains("plan.yaml:1: mux is \"longest_idel\": did you mean \"longest_idle\"?");
    }

    @Test
    void formatsAreReadWithPatternsCapturesFieldsAndOptions() throws Exception {
        SamplePlan plan = new PlanFolder(temporary)
                .file("data/a/1.digits", "7\nff\n")
                .file("data/b/1.digits", "10\n")
                .load(
                        """
                        mux: chain
                        of: {digits: "data/{class}/*.digits", base: 16, rows: in_order, fields: {n: n, class: "{class}"}}
                        """);
        List<String> drawn = new ArrayList<>();
        plan.streamer()
                .iterate(1)
                .forEach(sample -> drawn.add(
                        sample.get("class").getString(0) + sample.get("n").getLong(0)));
        assertThat(drawn).containsExactly("a7", "a255", "b16");
    }

    @Test
    void whatAFormatHasNotIsRefused() throws Exception {
        PlanFolder folder = new PlanFolder(temporary).file("1.digits", "7\n");
        assertThat(folder.mistakes("digits: 1.digits\nbase: 1\n"))
                .singleElement()
                .asString()
                .startsWith("plan.yaml:2: base is 1");
        assertThat(folder.mistakes("digits: 1.digits\nwindow: 2\n"))
                .singleElement()
                .asString()
                .startsWith("plan.yaml:2: ");
        assertThat(folder.mistakes("npz: 1.digits\nbase: 2\n"))
                .first()
                .asString()
                .startsWith("plan.yaml:2: ");
    }

    private static long value(Sample sample) {
        return sample.get("value").getLong(0);
    }

    /** Finds the services of this test besides those on the class path. */
    private static final class JarBeside extends ClassLoader {

        private final Path folder;

        JarBeside(ClassLoader parent, Path folder) {
            super(parent);
            this.folder = folder;
        }

        @Override
        protected Enumeration<URL> findResources(String name) throws IOException {
            if (name.equals("META-INF/services/" + PolicyCodec.class.getName())) {
                return service(LongestIdlePolicy.Codec.class);
            }
            if (name.equals("META-INF/services/" + FileFormat.class.getName())) {
                return service(DigitsFormat.class);
            }
            return name.equals("META-INF/services/" + StepCodec.class.getName())
                    ? service(FirstStep.Codec.class)
                    : Collections.emptyEnumeration();
        }

        private Enumeration<URL> service(Class<?> codec) throws IOException {
            Path file = folder.resolve(codec.getName());
            Files.writeString(file, codec.getName());
            return Collections.enumeration(List.of(file.toUri().toURL()));
        }
    }
}
