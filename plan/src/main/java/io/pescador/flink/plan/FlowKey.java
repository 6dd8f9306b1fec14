// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Every key of a flow plan, which says how records that flow by are mixed, and with which kinds of mux it goes. */
public enum FlowKey implements PlanKey {
    // the job
    SEED,
    INPUT,
    OUTPUT,
    PROVENANCE,
    VARS,

    // lines and their streams
    STREAM_BY,
    KEY_BY,
    STREAMS,
    MAX_STREAMS,
    ENDS_WITH,
    IDLE_TIMEOUT,

    // the mux
    MUX,
    LANES,
    N_ACTIVE(MuxKind.STOCHASTIC),
    RATE(MuxKind.STOCHASTIC),
    DIST(MuxKind.STOCHASTIC),
    MODE(MuxKind.STOCHASTIC),
    WEIGHTS(MuxKind.STOCHASTIC, MuxKind.SHUFFLED),
    WEIGHTING(MuxKind.STOCHASTIC),

    // what is kept
    RESERVOIR,
    FIFO,
    SPILL;

    private final Set<MuxKind> kinds;

    FlowKey() {
        kinds = EnumSet.allOf(MuxKind.class);
    }

    FlowKey(MuxKind... kinds) {
        this.kinds = EnumSet.copyOf(Arrays.asList(kinds));
    }

    @Override
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kinds of mux that it goes with. */
    Set<MuxKind> kinds() {
        return kinds;
    }

    /** The keys that go with a kind of mux, in the order of this list. */
    static List<String> wordsFor(MuxKind kind) {
        return Arrays.stream(values())
                .filter(key -> key.kinds.contains(kind))
                .map(FlowKey::word)
                .toList();
    }

    /** @return the key of that name, or null */
    static FlowKey of(String word) {
        return Arrays.stream(values())
                .filter(key -> key.word().equals(word))
                .findFirst()
                .orElse(null);
    }
}
