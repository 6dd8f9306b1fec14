// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.files;

import io.pescador.flink.format.FormatException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What was written is read, or refused. */
class ManifestTest {

    private static final List<MatchedFile> FILES = List.of(
            new MatchedFile("data/a.npz", 0, 0, Map.of()),
            new MatchedFile(
                    "hdfs://host:9000/d/ü\u2028 \"x\"\\n\n\t🐟.csv", Long.MAX_VALUE, 1_763_600_000_123L, captures()),
            new MatchedFile("", 7, -1, Map.of("class", "")));

    @TempDir
    Path folder;

    private Manifest manifest;

    private static Map<String, String> captures() {
        Map<String, String> captures = new LinkedHashMap<>();
        captures.put("z", "last name first");
        captures.put("a", "{\"\n]");
        return captures;
    }

    @BeforeEach
    void write() throws IOException {
        manifest = Manifest.write(folder.toString(), FILES);
    }

    @Test
    void givesBackWhatWasWritten() throws Exception {
        assertThat(manifest.read()).isEqualTo(FILES);
        assertThat(manifest.read().get(1).captures().keySet()).containsExactly("z", "a");
        assertThat(manifest.length()).isEqualTo(Files.size(file()));
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file()));
        assertThat(manifest.sha256()).isEqualTo(HexFormat.of().formatHex(sum));
    }

    @Test
    void isTextAsDocumented() throws Exception {
        Manifest plain = Manifest.write(
                folder.toString(), List.of(FILES.get(0), new MatchedFile("d/b", 2, 3, Map.of("class", "d"))));
        assertThat(Files.readString(Path.of(java.net.URI.create(plain.path()))))
                .isEqualTo(
                        """
                        {"pescador-manifest":1,"files":2}
                        ["data/a.npz",0,0]
                        ["d/b",2,3,{"class":"d"}]
                        """);
    }

    @Test
    void theSameFilesAreTheSameManifestAndNothingIsLeftBehind() throws Exception {
        assertThat(Manifest.write(folder.toString(), FILES)).isEqualTo(manifest);
        Manifest other = Manifest.write(folder.toString(), FILES.subList(0, 1));
        assertThat(other.sha256()).isNotEqualTo(manifest.sha256());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(Path::toUri).map(Object::toString).map(uri -> uri.replace("file:///", "file:/")))
                    .containsExactlyInAnyOrder(manifest.path(), other.path());
        }
    }

    @Test
    void isPlacedWhereWorkersWithAnotherWorkingDirectoryFindIt() throws Exception {
        Path here = Path.of("").toAbsolutePath();
        Manifest relative = Manifest.write(here.relativize(folder.toRealPath()).toString(), FILES);
        assertThat(new org.apache.flink.core.fs.Path(relative.path()).isAbsolute())
                .isTrue();
        assertThat(relative.read()).isEqualTo(FILES);
    }

    @Test
    void writingAgainMendsADamagedOne() throws Exception {
        Files.writeString(file(), "something else");
        assertThat(Manifest.write(folder.toString(), FILES).read()).isEqualTo(FILES);
    }

    @Test
    void refusesAMissingOne() throws Exception {
        Files.delete(file());
        assertThatThrownBy(manifest::read)
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage(
                        manifest.path()
                                + ": no such file, or no right to see it. It lists the files that the job samples,"
                                + " and every worker reads it: keep it where all of them can, and as long as the job may go on");
    }

    @Test
    void refusesOneThatWasCutOff() throws Exception {
        byte[] bytes = Files.readAllBytes(file());
        Files.write(file(), java.util.Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(manifest::read)
                .isInstanceOf(FormatException.class)
                .hasMessage(
                        manifest.path() + ": was cut off: it has " + (bytes.length - 1) + " bytes, not " + bytes.length
                                + ". It lists the files that the job samples: put it back, or start the job again");
    }

    @Test
    void refusesOneThatGrew() throws Exception {
        Files.writeString(file(), Files.readString(file()) + "\n");
        assertThatThrownBy(manifest::read)
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("was changed: it has ");
    }

    @Test
    void refusesOneThatWasChangedInAnyByte() throws Exception {
        byte[] bytes = Files.readAllBytes(file());
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            Files.write(file(), changed);
            assertThatThrownBy(manifest::read)
                    .isInstanceOf(FormatException.class)
                    .hasMessageContainingAll("was changed: its SHA-256 is ", ", not " + manifest.sha256());
        }
    }

    @Test
    void refusesOneOfALaterProgramAndOtherFiles() throws Exception {
        assertThatThrownBy(
                        () -> written("{\"pescador-manifest\":2,\"files\":0}\n").read())
                .hasMessageEndingWith("is of version 2; this program reads version 1");
        assertThatThrownBy(() -> written("[1]\n").read()).hasMessageEndingWith("is no manifest");
    }

    private Manifest written(String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(folder.resolve("other"), bytes);
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(bytes);
        return new Manifest(file.toString(), bytes.length, HexFormat.of().formatHex(sum));
    }

    @Test
    void aFileTakesItsLineAndFourBytes() throws Exception {
        int n = 1_000_000;
        Manifest large = Manifest.write(
                folder.toString(),
                IntStream.range(0, n)
                        .mapToObj(i -> new MatchedFile(
                                "hdfs://namenode:8020/speech/corpus/train/clean/speaker-%07d/take.npz".formatted(i),
                                1_234_567 + i,
                                1_763_600_000_000L + i,
                                Map.of("speaker", "speaker-%07d".formatted(i))))
                        .toList());
        long before = used();
        List<MatchedFile> files = large.read();
        long bytes = used() - before;
        System.out.printf("a manifest of 1 000 000 files: %d bytes, %d in memory%n", large.length(), bytes);
        assertThat(files.get(n - 1).captures()).isEqualTo(Map.of("speaker", "speaker-0999999"));
        // The serial collector's full collection leaves what is reachable; 1 % for what other threads keep meanwhile.
        assertThat(bytes).isLessThan((long) (1.01 * (large.length() + 4L * n))).isLessThan(200L * n);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private Path file() {
        return Path.of(java.net.URI.create(manifest.path()));
    }
}
