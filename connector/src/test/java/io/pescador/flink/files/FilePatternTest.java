// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.files;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

class FilePatternTest {

    @TempDir
    Path base;

    @BeforeEach
    void makeFiles() throws IOException {
        for (String name : List.of(
                "data/cat/b.npz",
                "data/cat/a.npz",
                "data/dog/a.npz",
                "data/dog/.hidden.npz",
                "data/dog/deep/er/c.npz",
                "data/dog/notes.txt",
                "data/top.npz",
                "data/.git/x.npz",
                "data/x[1].npz",
                "data/el pez/ñ.npz",
                "csv/train-01.csv",
                "csv/train-02.csv",
                "csv/test-01.csv")) {
            Path file = base.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[name.length()]);
        }
        Files.createDirectories(base.resolve("data/empty.npz"));
        Files.createDirectories(base.resolve("nothing"));
    }

    private List<String> match(String pattern) throws IOException {
        return FilePattern.of(base + "/" + pattern).list().stream()
                .map(file -> file.path().substring(base.toString().length() + 1))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data/*/*.npz | data/cat/a.npz data/cat/b.npz data/dog/a.npz data/el_pez/ñ.npz",
                "data/{class}/*.npz | data/cat/a.npz data/cat/b.npz data/dog/a.npz data/el_pez/ñ.npz",
                "data/d*/**/*.npz | data/dog/a.npz data/dog/deep/er/c.npz",
                "data/dog/** | data/dog/a.npz data/dog/deep/er/c.npz data/dog/notes.txt",
                "**/a.npz | data/cat/a.npz data/dog/a.npz",
                "**/**/a.npz | data/cat/a.npz data/dog/a.npz",
                "data/**/er/*.npz | data/dog/deep/er/c.npz",
                "data/top.npz | data/top.npz",
                "data/x[[]1].npz | data/x[1].npz",
                "data/dog/.*.npz | data/dog/.hidden.npz",
                "csv/train-0?.csv | csv/train-01.csv csv/train-02.csv",
                "csv/*-0[2-9].csv | csv/train-02.csv",
                "csv/*-0[!2].csv | csv/test-01.csv csv/train-01.csv",
                "csv/t{kind}-{n}.csv | csv/test-01.csv csv/train-01.csv csv/train-02.csv",
            })
    void matches(String pattern, String paths) throws IOException {
        assertThat(match(pattern))
                .isEqualTo(List.of(paths.replace("el_pez", "el pez").split("(?<!el) ")));
    }

    @Test
    void givesSizeTimeAndCaptures() throws IOException {
        List<MatchedFile> files = FilePattern.of(base + "/csv/{split}-{n}.csv").list();
        assertThat(files)
                .extracting(MatchedFile::captures)
                .containsExactly(
                        Map.of("split", "test", "n", "01"),
                        Map.of("split", "train", "n", "01"),
                        Map.of("split", "train", "n", "02"));
        assertThat(files.get(0).size()).isEqualTo("csv/test-01.csv".length());
        assertThat(files.get(0).modified())
                .isEqualTo(Files.getLastModifiedTime(base.resolve("csv/test-01.csv"))
                        .toMillis());
        assertThat(FilePattern.of("data/{class}/{name}.npz").captures()).containsExactly("class", "name");
    }

    @Test
    void takesUris() throws IOException {
        assertThat(FilePattern.of("file://" + base + "/data/{class}/b.npz").list())
                .extracting(MatchedFile::path)
                .containsExactly("file://" + base + "/data/cat/b.npz");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data/*/*.npy | /data/cat has a.npz, b.npz (did you mean @/data/*/*.npz?)",
                "dta/*/*.npz | has csv/, data/, nothing/ (did you mean @/data/*/*.npz?)",
                "csv/train_01.csv | has test-01.csv, train-01.csv, train-02.csv (did you mean @/csv/train-01.csv?)",
                "*.csv | has csv/, data/, nothing/ (did you mean @/*/*.csv?)",
                "nothing/*.npz | @/nothing is empty",
                "data/cat/deep/*.npz | @/data/cat has a.npz, b.npz",
                "data/top.npz/*.npz | has .git/, cat/, dog/, el pez/, empty.npz/, …",
            })
    void saysHowFarThePathLeads(String pattern, String message) {
        assertThatThrownBy(() -> match(pattern))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessageStartingWith(base + "/" + pattern + ": no file matches; ")
                .hasMessageContaining(message.replace("@", base.toString()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data/{class/*.npz | \"{\" in \"{class\" is not closed",
                "data/[ab/*.npz | \"[\" in \"[ab\" is not closed",
                "data/{a}/{a}.npz | two parts of the path are named \"a\"",
                "data/{a,b}.npz | \"{a,b}\" is no name for a part of the path: letters, digits, _ and -. For alternatives give several patterns",
                "data/a**/b | \"**\" stands for whole directories: write it alone between slashes",
                "data/[z-a] | \"z-a\" is a range that goes backwards",
            })
    void refusesWhatIsNoPattern(String pattern, String reason) {
        assertThatThrownBy(() -> FilePattern.of(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pattern " + pattern + ": " + reason);
        assertThatThrownBy(() -> FilePattern.of("")).hasMessage("pattern : names no file");
    }

    @Test
    void endsWhereALinkLeadsBack() throws IOException {
        Files.createSymbolicLink(base.resolve("data/cat/back"), base.resolve("data"));
        assertThatThrownBy(() -> match("**/a.npz"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Does a link lead back up?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"data/cat/*.npz", "data/{class}/*.npz", "data/**/*.npz", "data/cat/lost.npz", "data/cat/l*"})
    void aLinkThatLeadsNowhereIsRefusedByNameWhereItFits(String pattern) throws IOException {
        Path nowhere = base.resolve("nowhere.npz");
        Files.createSymbolicLink(base.resolve("data/cat/lost.npz"), nowhere);
        assertThatThrownBy(() -> match(pattern))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(FileNotFoundException.class)
                .hasMessage(base + "/data/cat/lost.npz is a link to " + nowhere
                        + ", which is not there. Mend or remove it, or write a pattern that leaves it out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data/cat/*.npz", "data/{class}/?.npz", "data/cat/[ab].npz"})
    void aLinkThatLeadsNowhereHidesNothingWhereItDoesNotFit(String pattern) throws IOException {
        Files.createSymbolicLink(base.resolve("data/cat/lost.txt"), base.resolve("nowhere.npz"));
        Files.createSymbolicLink(base.resolve("data/cat/.#a.npz"), base.resolve("nowhere.npz"));
        assertThat(match(pattern)).contains("data/cat/a.npz", "data/cat/b.npz");
    }

    @Test
    void aLinkToAFileIsTheFile() throws IOException {
        Files.createSymbolicLink(base.resolve("data/cat/c.npz"), base.resolve("data/top.npz"));
        assertThat(FilePattern.of(base + "/data/cat/c.npz").list())
                .isEqualTo(FilePattern.of(base + "/data/cat/[c].npz").list())
                .singleElement()
                .satisfies(file -> assertThat(file.size()).isEqualTo("data/top.npz".length()));
    }

    @Test
    void filesThatVanishMeanwhileHideNoOthers() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Thread churn = new Thread(() -> {
            for (int i = 0; !over.get(); i = (i + 1) % 50) {
                try {
                    Files.write(base.resolve("data/cat/z" + i + ".npz"), new byte[0]);
                    Files.delete(base.resolve("data/cat/z" + i + ".npz"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        churn.start();
        try {
            for (int i = 0; i < 500; i++) {
                assertThat(match("data/cat/*.npz")).contains("data/cat/a.npz", "data/cat/b.npz");
            }
        } finally {
            over.set(true);
            churn.join();
        }
    }

    /** Listing the directory for each would look at four million files. */
    @Test
    void filesThatAreNamedOneByOneAreNotLookedForInTheirDirectory() throws IOException {
        Path many = Files.createDirectory(base.resolve("many"));
        for (int i = 0; i < 2000; i++) {
            Files.createFile(many.resolve(i + ".npz"));
        }
        assertTimeout(Duration.ofSeconds(10), () -> {
            for (int i = 0; i < 2000; i++) {
                assertThat(match("many/" + i + ".npz")).containsExactly("many/" + i + ".npz");
            }
        });
    }

    @Test
    void aPathIsComparedWithoutLookingForIt() {
        FilePattern pattern = FilePattern.of("data/{class}/[ab]*.npz");
        assertThat(pattern.matches("data/cat/a1.npz")).isTrue();
        assertThat(pattern.matches("data/cat/c1.npz")).isFalse();
        assertThat(pattern.matches("data/a1.npz")).isFalse();
        assertThat(pattern.matches("data/cat/a1.npz/x")).isFalse();
        assertThat(FilePattern.of("**/x.csv").matches("a/b/x.csv")).isTrue();
        assertThat(FilePattern.of("**/x.csv").matches("x.csv")).isTrue();
        assertThat(FilePattern.of("/data/*").matches("data/a")).isFalse();
        assertThat(FilePattern.of("s3://b/*").matches("s3://b/a")).isTrue();
        assertThat(FilePattern.of("d*").matches("dog")).isTrue();
    }
}
