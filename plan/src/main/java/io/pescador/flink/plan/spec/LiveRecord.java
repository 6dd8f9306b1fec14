// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.spec;

import org.apache.flink.annotation.Internal;

/**
 * A line of JSON that flows by.
 *
 * @param key which mux it belongs to; empty where there is one
 * @param stream which stream of that mux
 * @param last whether it is the last of its stream
 * @param line its text
 */
@Internal
public record LiveRecord(String key, String stream, boolean last, String line) {

    /** Messages show a record. */
    @Override
    public String toString() {
        return line;
    }
}
