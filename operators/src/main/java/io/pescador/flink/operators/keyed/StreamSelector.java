// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.functions.Function;

import java.io.Serializable;

/**
 * Which stream of its mux a record belongs to. It must be a pure function of the record.
 *
 * @param <T> type of a record
 */
@PublicEvolving
@FunctionalInterface
public interface StreamSelector<T> extends Function, Serializable {

    /** The id of the record's stream; not null. */
    String stream(T record) throws Exception;
}
