// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a person, or a log, reads while a plan is sampled. */
class ProgressLineTest {

    @Test
    void tellsWhatIsDoneAndWhatIsLeft() {
        ProgressLine line = new ProgressLine(250, 1000L, 16_000, true, 1280, 20, 0.01234);
        assertThat(line.forTerminal())
                .startsWith(" 25 %  16,000 samples in 250 batches, 1,280/s, share error 0.0123, 0:38 left");
        assertThat(line.forLog())
                .isEqualTo(
                        "progress samples=16000 batches=250 done=0.2500 samples_per_s=1280 share_error=0.0123 left_s=38");
    }

    @Test
    void saysNothingOfAnEndOrSharesThatThereAreNot() {
        ProgressLine line = new ProgressLine(1, null, 1, false, 3.4, 3.4, Double.NaN);
        assertThat(line.forTerminal()).hasSize(79).matches("1 sample, 3/s +");
        assertThat(line.forLog()).isEqualTo("progress samples=1 samples_per_s=3");
    }

    @Test
    void fitsAScreenOfEightyColumns() {
        ProgressLine line =
                new ProgressLine(1_000_000_000, 9_000_000_000L, 64_000_000_000L, true, 5_000_000, 78_125, 0.5);
        assertThat(line.forTerminal()).hasSize(79);
    }
}
