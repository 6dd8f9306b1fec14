// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.api.common.functions.Function;

import java.io.Serializable;

/**
 * Says whether a record is the last of its stream.
 *
 * @param <T> type of a record
 */
@FunctionalInterface
public interface StreamEnd<T> extends Function, Serializable {

    boolean endsWith(T record) throws Exception;
}
