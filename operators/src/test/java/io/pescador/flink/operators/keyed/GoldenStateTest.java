// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** State that an older release saved is gone on with as that release would have. */
class GoldenStateTest {

    private static final Path VERSION_1 = Path.of("src/test/resources/state/v1");

    static Set<String> muxes() {
        return GoldenMuxes.muxes().keySet();
    }

    /** Writes the golden files anew, with {@code -Dgolden.write}: CONTRIBUTING says when. */
    @BeforeAll
    static void writeAnew() throws Exception {
        if (Boolean.getBoolean("golden.write")) {
            GoldenMuxes.write(VERSION_1);
        }
    }

    @ParameterizedTest
    @MethodSource("muxes")
    void versionOneIsGoneOnWith(String name) throws Exception {
        OperatorSubtaskState saved = OperatorSnapshotUtil.readStateHandle(
                VERSION_1.resolve(name + ".snapshot").toString());
        assertThat(GoldenMuxes.rest(GoldenMuxes.muxes().get(name), saved))
                .hasSizeGreaterThan(40)
                .isEqualTo(Files.readAllLines(VERSION_1.resolve(name + ".txt")));
    }
}
