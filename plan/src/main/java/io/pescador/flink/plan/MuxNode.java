// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import java.util.List;

/**
 * A mux of a plan: either over {@code streams}, or over the streams that the template {@code of} is unfolded into.
 *
 * @param mode as the plan words it
 * @param nActive 1 where the plan leaves it open
 * @param rate null: an activation runs to the end of its stream
 * @param weights null: a uniform choice
 * @param streams empty where there is {@code of}
 * @param of null where there are {@code streams}
 * @param each the capture that {@code of} is unfolded by, or null: by files
 */
public record MuxNode(
        Place place,
        String name,
        MuxKind kind,
        String mode,
        int nActive,
        Place nActivePlace,
        Double rate,
        String dist,
        WeightRule weights,
        String weighting,
        boolean prunes,
        List<Node> streams,
        Node of,
        String each,
        Place eachPlace,
        Steps steps)
        implements Node {

    /** How messages end that speak of this mux. */
    String called() {
        return name == null ? "" : " of mux \"" + name + "\"";
    }
}
