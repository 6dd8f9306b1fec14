// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a person, or a log, reads while a plan is sampled. */
class ProgressLineTest {

    @Test
    void tellsWhatIsDoneAndWhatIsLeft() {
        ProgressLine line =
                new ProgressLine(250, 1000L, 16_000, true, 1, null, 1280, 20, 5, 10, 0.124, 0.002, 0.01234, 4, false);
        assertThat(line.forTerminal())
                .hasSize(79)
                .startsWith(" 25 %  250 batches  1.3k/s  open 5/10  I/O wait 12%  saved 4 s ago  0:38 left ");
        assertThat(line.forLog())
                .isEqualTo("progress samples=16000 batches=250 done=0.2500 epoch=1 samples_per_s=1280 open=5 pool=10"
                        + " io_wait=0.12 output_wait=0.00 share_error=0.0123 saved_s_ago=4 left_s=38");
    }

    @Test
    void tellsTheShareErrorWhereThereIsRoom() {
        ProgressLine line =
                new ProgressLine(16_000, 32_000L, 16_000, false, 1, null, 900, 900, 0, 0, 0, 0, 0.01234, -1, false);
        assertThat(line.forTerminal().strip()).isEqualTo("50 %  16.0k samples  900/s  share error 0.0123  0:18 left");
    }

    @Test
    void tellsTheEpoch() {
        ProgressLine line = new ProgressLine(3, null, 3, false, 2, 5L, 1, 1, 1, 10, 0, 0.5, Double.NaN, -1, false);
        assertThat(line.forTerminal().strip()).isEqualTo("epoch 2/5  3 samples  1/s  open 1/10  output wait 50%");
        assertThat(line.forLog())
                .isEqualTo("progress samples=3 epoch=2 samples_per_s=1 open=1 pool=10 io_wait=0.00 output_wait=0.50");
    }

    @Test
    void saysNothingOfAnEndOrSharesThatThereAreNot() {
        ProgressLine line = new ProgressLine(1, null, 1, false, 1, null, 3.4, 3.4, 0, 0, 0, 0, Double.NaN, -1, false);
        assertThat(line.forTerminal()).hasSize(79).matches("1 sample  3/s +");
        assertThat(line.forLog()).isEqualTo("progress samples=1 epoch=1 samples_per_s=3 io_wait=0.00 output_wait=0.00");
    }

    @Test
    void tellsThatTheTrainerHoldsTheJobBack() {
        ProgressLine line = new ProgressLine(64, 1000L, 1024, true, 1, null, 0, 0, 5, 10, 0, 0, Double.NaN, 7, true);
        assertThat(line.forTerminal().strip())
                .isEqualTo("6 %  64 batches  waits for the trainer  open 5/10  saved 7 s ago");
        assertThat(line.forLog())
                .isEqualTo("progress samples=1024 batches=64 done=0.0640 epoch=1 samples_per_s=0 open=5 pool=10"
                        + " io_wait=0.00 output_wait=0.00 waits_for=trainer saved_s_ago=7");
    }

    @Test
    void fitsAScreenOfEightyColumns() {
        ProgressLine line = new ProgressLine(
                1_000_000_000,
                9_000_000_000L,
                64_000_000_000L,
                true,
                1000,
                2000L,
                5_000_000,
                78_125,
                10_000,
                1_000_000,
                0.99,
                0.99,
                0.5,
                86_400,
                false);
        assertThat(line.forTerminal())
                .hasSize(79)
                .startsWith(" 11 %  epoch 1000/2000  1.0G batches  5.0M/s  ")
                .contains("28 h 26 min left");
    }
}
