// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.state;

import org.apache.flink.annotation.Experimental;

/** The kinds of nodes that save state. The codes are part of the state's layout: they are never reused. */
@Experimental
public enum NodeKind {
    LEAF(1, "leaf"),
    MAP(2, "map"),
    FILTER(3, "filter"),
    LIMIT(4, "max_iter"),
    REPEAT(5, "cycle"),
    BUFFER(6, "buffer"),
    CACHE(7, "cache"),
    SKIP(8, "on_error: skip"),
    GROUP(9, "buffer of samples that go together"),
    STOCHASTIC(16, "stochastic mux"),
    SHUFFLED(17, "shuffled mux"),
    ROUND_ROBIN(18, "round_robin mux"),
    CHAIN(19, "chain mux"),
    OTHER_MUX(20, "mux of a kind of its own"),
    TURNS(21, "round_robin mux with turns");

    private final int code;
    private final String title;

    NodeKind(int code, String title) {
        this.code = code;
        this.title = title;
    }

    int code() {
        return code;
    }

    /** What messages call it. */
    public String title() {
        return title;
    }

    static String nameOf(int code) {
        for (NodeKind kind : values()) {
            if (kind.code == code) {
                return kind.title;
            }
        }
        return "node of the unknown kind " + code;
    }
}
