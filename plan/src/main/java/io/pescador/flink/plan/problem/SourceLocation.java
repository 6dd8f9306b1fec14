// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.problem;

import org.apache.flink.annotation.Internal;

import java.io.Serializable;

/**
 * A line of a file.
 *
 * @param file as the user named it
 * @param line from 1
 */
@Internal
public record SourceLocation(String file, int line) implements Serializable {

    @Override
    public String toString() {
        return file + ":" + line;
    }
}
