// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import java.util.List;

/** The kinds of muxes, as a plan names them. */
public enum MuxKind {
    STOCHASTIC(List.of("with_replacement", "single_active", "exhaustive")),
    SHUFFLED(List.of()),
    ROUND_ROBIN(List.of("exhaustive", "cycle", "permuted_cycle")),
    CHAIN(List.of("exhaustive", "cycle"));

    private final List<String> modes;

    MuxKind(List<String> modes) {
        this.modes = modes;
    }

    /** Values of {@code mode}, the default first. */
    List<String> modes() {
        return modes;
    }

    /** The word in a plan. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
