// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.queue;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of some kilobytes in memory, which takes root's rights on Linux. Elsewhere the test is skipped, and says why. */
final class SmallDisk implements AutoCloseable {

    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    static SmallDisk mounted(Path path, int kilobytes) throws IOException, InterruptedException {
        Files.createDirectory(path);
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "tmpfs", path.toString()),
                "no file system can be mounted here: that takes root's rights on Linux");
        return new SmallDisk(path);
    }

    Path path() {
        return path;
    }

    /** Rights would not keep root from writing. */
    void forbidWriting() throws IOException, InterruptedException {
        run("mount", "-o", "remount,ro", path.toString());
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(List.of(command))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // there is no such command
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run("umount", path.toString());
    }
}
