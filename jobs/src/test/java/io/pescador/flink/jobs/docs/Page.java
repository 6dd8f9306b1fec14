// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** A page of the documentation. */
public record Page(String name) {

    public String text() throws IOException {
        return Files.readString(Path.of("../docs").resolve(name));
    }

    /** What stands between fences of a language; "" for fences without one. */
    public List<String> blocks(String language) throws IOException {
        return Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$")
                .matcher(text())
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    /** Checks that each block of the page's Java is in one of these classes of the tests, but for where lines are broken. */
    void isOf(Class<?>... classes) throws IOException {
        StringBuilder here = new StringBuilder();
        for (Class<?> of : classes) {
            here.append(Files.readString(Path.of("src/test/java", of.getName().replace('.', '/') + ".java")));
        }
        String code = here.toString().replaceAll("\\s", "");
        assertThat(blocks("java")).isNotEmpty().allSatisfy(block -> assertThat(code)
                .contains(block.replaceAll("\\s", "")));
    }
}
