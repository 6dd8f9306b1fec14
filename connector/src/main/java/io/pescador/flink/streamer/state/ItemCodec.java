// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer.state;

import org.apache.flink.annotation.PublicEvolving;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;

/**
 * Writes items into saved state and reads them back.
 *
 * @param <T> type of an item
 */
@PublicEvolving
public interface ItemCodec<T> extends Serializable {

    void write(T item, DataOutput out) throws IOException;

    T read(DataInput in) throws IOException;
}
