// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import java.io.Serializable;

/**
 * Where something stands in a plan file.
 *
 * @param file the file as the user named it
 * @param line from 1
 */
public record Place(String file, int line) implements Serializable {

    @Override
    public String toString() {
        return file + ":" + line;
    }
}
