// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.records;

import org.apache.flink.annotation.Internal;

import java.io.IOException;

/** Converts records of one small fixed length to bytes and back. Used for all buffers of a mux in turn; not thread-safe. */
@Internal
public interface FixedLengthCodec<T> {

    /** Of each record, in bytes. */
    int length();

    /** Reads a new record, which nothing else refers to. */
    T read(byte[] bytes, int at) throws IOException;

    void write(T record, byte[] bytes, int at) throws IOException;
}
