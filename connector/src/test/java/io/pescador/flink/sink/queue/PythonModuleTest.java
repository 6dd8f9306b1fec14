// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.queue;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** The tests of the Python module, {@code python/tests}, with the interpreters of this machine. */
class PythonModuleTest {

    @TempDir
    Path temporary;

    @ParameterizedTest
    @CsvSource({"test_queue, numpy", "test_ranks, numpy", "test_socket, numpy zmq msgpack", "test_torch, numpy torch"})
    void passes(String tests, String modules) throws Exception {
        Python python = Python.with(modules.split(" "));
        Process run = python.start(
                temporary.resolve("run.py"), "import unittest\nunittest.main(module='tests." + tests + "')\n");
        int code = run.waitFor();
        String printed = Files.readString(temporary.resolve("run.py.out"));
        assertThat(code).as(printed).isZero();
        assertThat(printed).contains("OK").doesNotContain("skipped");
    }
}
