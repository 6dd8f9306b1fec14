// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.functions.Function;

import java.io.Serializable;

/**
 * Whether a record is the last of its stream.
 *
 * @param <T> type of a record
 */
@PublicEvolving
@FunctionalInterface
public interface StreamEnd<T> extends Function, Serializable {

    boolean endsWith(T record) throws Exception;
}
