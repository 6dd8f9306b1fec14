// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.report;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PlanTreeTest {

    private static PlanTree tree() {
        PlanTree tree = new PlanTree();
        tree.add(0, "stochastic", 1, "(3 streams)");
        tree.add(1, "speech", 0.5, "(2 streams)");
        tree.add(2, "a", 0.25, "");
        tree.more(2, 1_200);
        tree.add(1, "music", 0.0125, "");
        tree.add(1, "noise", Double.NaN, "has no rows");
        return tree;
    }

    @Test
    void forFilesItIsIndented() {
        assertThat(tree().lines(PlanTree.Form.PLAIN))
                .containsExactly(
                        "stochastic  (3 streams)",
                        "  speech  0.5000  (2 streams)",
                        "    a  0.2500",
                        "    … and 1,200 more",
                        "  music  0.0125",
                        "  noise  –  has no rows");
    }

    @Test
    void onATerminalItHasBranchesAndBars() {
        assertThat(tree().lines(PlanTree.Form.DRAWN))
                .containsExactly(
                        "stochastic  (3 streams)",
                        "├─ speech  0.5000  ████████████████████  (2 streams)",
                        "│  ├─ a    0.2500  ██████████",
                        "│  └─ … and 1,200 more",
                        "├─ music   0.0125  ▌",
                        "└─ noise   –                             has no rows");
    }

    @Test
    void inColourOnlyTheColourIsMore() {
        assertThat(tree().lines(PlanTree.Form.COLOURED).stream().map(line -> line.replaceAll("\u001b\\[\\d+m", "")))
                .isEqualTo(tree().lines(PlanTree.Form.DRAWN));
        assertThat(tree().lines(PlanTree.Form.COLOURED).get(2)).endsWith("\u001b[34m██████████\u001b[0m");
    }
}
