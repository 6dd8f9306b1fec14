// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

/**
 * A line that flows.
 *
 * @param key which mux it belongs to; empty where there is one
 * @param stream which stream of that mux
 * @param last whether it is the last of its stream
 * @param line its text
 */
public record FlowRecord(String key, String stream, boolean last, String line) {

    /** Messages show a record. */
    @Override
    public String toString() {
        return line;
    }
}
