// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.docs;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Links of the documentation lead somewhere, and every page is found from the README. */
class LinksTest {

    private static final Path ROOT = Path.of("..");
    private static final List<String> PROJECT_PAGES = List.of(
            "README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "SECURITY.md");

    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyPageIsLinkedInTheReadme() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        assertThat(pages()).isNotEmpty().allSatisfy(page -> assertThat(readme)
                .contains("(docs/" + page.getFileName() + ")"));
    }

    @Test
    void everyLinkLeadsToAFileAndAHeading() throws IOException {
        List<Path> pages = new ArrayList<>(pages());
        for (String name : PROJECT_PAGES) {
            pages.add(ROOT.resolve(name));
        }
        List<String> broken = new ArrayList<>();
        for (Path page : pages) {
            Matcher links = LINK.matcher(Files.readString(page));
            while (links.find()) {
                String link = links.group(1);
                if (!link.contains("://") && !leads(page, link)) {
                    broken.add(page.getFileName() + ": " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static boolean leads(Path page, String link) throws IOException {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? page : page.resolveSibling(file);
        return Files.exists(target)
                && (hash < 0
                        || Files.readAllLines(target).stream()
                                .filter(line -> line.startsWith("#"))
                                .anyMatch(line -> anchor(line).equals(link.substring(hash + 1))));
    }

    /** As GitHub makes it of a heading. */
    private static String anchor(String heading) {
        return heading.replaceFirst("^#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }
}
