// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.EnumSet;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * However and wherever a run is killed, it can be resumed, and nothing is lost or repeated. Here are a few kills; docs/testing.md says how
 * to run many.
 */
class KilledAnywhereITCase {

    private static final String LONG = "soak.kills";
    private static final int KILLS = Integer.getInteger(LONG, 5);
    private static final long SEED = Long.getLong("soak.seed", 20261130);

    @TempDir
    Path folder;

    @BeforeAll
    static void isBuilt() {
        Program.isBuilt();
    }

    @Test
    void nothingIsLostOrRepeated() throws Exception {
        Soak soak = new Soak(folder, SEED);
        soak.kill(KILLS, EnumSet.allOf(SoakOutput.class), EnumSet.allOf(Soak.Way.class));
        assertThat(soak.faults()).isEmpty();
        assertThat(soak.killed()).isEqualTo(KILLS);
        System.out.println(soak); // the figures of a long one
    }

    @ParameterizedTest
    @EnumSource
    @EnabledIfSystemProperty(named = LONG, matches = ".*", disabledReason = "takes some minutes for each output")
    void killedBeforeEachOperationOnFiles(SoakOutput output) throws Exception {
        Soak soak = new Soak(folder, SEED);
        soak.killBeforeEachOperation(output);
        assertThat(soak.faults()).isEmpty();
        System.out.println(output + ": " + soak);
    }
}
