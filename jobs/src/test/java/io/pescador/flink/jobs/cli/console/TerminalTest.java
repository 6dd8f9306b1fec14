// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.console;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

class TerminalTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void whatAPersonWaitsForIsWipedByWhatIsSaid() {
        Terminal screen = new Terminal(err, true);
        screen.meanwhile("reading");
        screen.meanwhile("go");
        screen.say("done");
        assertThat(bytes).hasToString("\rreading\rgo     \r       \rdone\n");
    }

    @Test
    void aProgressLineCoversIt() {
        Terminal screen = new Terminal(err, true);
        screen.meanwhile("reading");
        screen.renew("1 %");
        screen.say("done");
        assertThat(bytes).hasToString("\rreading\r1 %    \ndone\n");
    }

    @Test
    void elsewhereItIsNotShown() {
        Terminal log = new Terminal(err, false);
        log.meanwhile("reading");
        log.say("done");
        assertThat(bytes).hasToString("done\n");
    }
}
