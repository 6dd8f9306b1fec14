// SPDX-License-Identifier: Apache-2.0
/**
 * The text of a plan, read key by key. A {@link io.pescador.flink.plan.key.Key} declares a word, its
 * {@link io.pescador.flink.plan.key.Type}, its default and its meaning; {@link io.pescador.flink.plan.key.Mapping#get} reads it, and reports
 * what is wrong with file and line.
 *
 * <p>Begin with {@code Key} and {@code Type}. Nothing here knows which keys there are: the codecs declare them.
 */
package io.pescador.flink.plan.key;
