// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import org.apache.flink.annotation.Internal;

/** Which number a stream has in the picker's pool. */
@Internal
public interface StreamRegistry {

    int UNKNOWN = -1;

    /** The number of a stream, or {@link #UNKNOWN}. */
    int number(String id) throws Exception;

    String id(int number) throws Exception;

    /** Remembers a stream under a number that is not in use. */
    void remember(String id, int number, double weight) throws Exception;

    void forget(int number) throws Exception;

    /** Looks through all streams that were saved. @throws java.io.IOException if some are lost, or weights have changed */
    void check(MuxHost<?> host) throws Exception;

    /** Whether the state of the key has no stream. */
    boolean isEmpty() throws Exception;
}
