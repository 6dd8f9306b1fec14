// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.count;

import io.pescador.flink.plan.Stream;

import org.apache.flink.annotation.Internal;

/** The share of all samples that each leaf is asked for: the product of the shares on its path. */
@Internal
public final class Shares {

    private Shares() {}

    /**
     * @param share of the stream itself
     * @param first number of its first leaf
     * @param shares filled for its leaves; NaN where a mux on the path promises none
     * @return the number after its last leaf
     */
    public static int of(Stream stream, double share, int first, double[] shares) {
        if (!(stream instanceof Stream.Branch branch)) {
            shares[first] = share;
            return first + 1;
        }
        int next = first;
        for (int i = 0; i < branch.streams().size(); i++) {
            next = of(branch.streams().get(i), share * branch.share(i), next, shares);
        }
        return next;
    }
}
