// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

/** A record of the tests: number {@code n} of a stream. */
public record Rec(String key, String stream, int n, boolean last) {

    static Rec of(String stream, int n) {
        return new Rec("k", stream, n, false);
    }
}
