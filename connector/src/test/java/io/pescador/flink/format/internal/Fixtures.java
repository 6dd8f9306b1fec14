// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.internal;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files that numpy and others wrote, among the test resources. */
public final class Fixtures {

    private Fixtures() {}

    public static Path path(String name) {
        try {
            return Path.of(Fixtures.class.getResource("/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    public static String file(String name) {
        return path(name).toString();
    }

    public static byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(path(name));
    }

    public static List<String> in(String directory) throws IOException {
        try (Stream<Path> files = Files.list(path(directory))) {
            return files.map(file -> directory + "/" + file.getFileName())
                    .sorted()
                    .toList();
        }
    }
}
