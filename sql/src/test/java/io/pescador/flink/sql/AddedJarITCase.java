// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sql;

import io.pescador.flink.sql.table.SamplesFolder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The packaged jar, added by a statement to a process that has Flink on its class path and nothing of this project. */
class AddedJarITCase {

    private static final String PROGRAM =
            """
            import org.apache.flink.table.api.*;

            public class Added {
                public static void main(String[] args) throws Exception {
                    TableEnvironment tables = TableEnvironment.create(EnvironmentSettings.inBatchMode());
                    tables.executeSql("ADD JAR '" + args[0] + "'");
                    tables.executeSql("CREATE TABLE samples (Y BIGINT) WITH ('connector' = 'pescador', 'seed' = '1', 'plan' = '"
                            + args[1] + "')");
                    tables.executeSql("SELECT COUNT(*) AS samples, SUM(Y) AS total FROM samples").print();
                }
            }
            """;

    @TempDir
    Path temporary;

    @Test
    void isAllThatAStatementNeeds() throws Exception {
        new SamplesFolder(temporary)
                .plan("plan.yaml", "mux: chain\nof: {npz: \"data/*.npz\", rows: in_order}\n")
                .npz("data/0.npz", 100, 2);
        Path program = Files.writeString(temporary.resolve("Added.java"), PROGRAM);
        Path said = temporary.resolve("said");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-cp",
                        classPathOfOthers(),
                        program.toString(),
                        jar().toString(),
                        temporary.resolve("plan.yaml").toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ends").isTrue();
        assertThat(Files.readString(said)).containsPattern("\\|\\s+100 \\|\\s+4950 \\|");
    }

    /** The class path of this test without the classes of this project and its test libraries. */
    private static String classPathOfOthers() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> others = Arrays.stream(all.split(File.pathSeparator))
                .filter(path ->
                        path.endsWith(".jar") && !new File(path).getName().startsWith("pescador"))
                .toList();
        assertThat(others).isNotEmpty();
        return String.join(File.pathSeparator, others);
    }

    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            return files.filter(file -> file.getFileName().toString().endsWith("-all.jar"))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        }
    }
}
