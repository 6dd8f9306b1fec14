// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.internal;

import org.apache.flink.annotation.Internal;

/** A value that its array cannot take. The message goes on after the name of the array: {@code is str, not int64}. */
@Internal
public final class ValueException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    public ValueException(String message) {
        super(message);
    }
}
