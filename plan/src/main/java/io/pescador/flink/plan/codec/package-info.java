// SPDX-License-Identifier: Apache-2.0
/**
 * From text to tree: codecs declare the keys of each part of a plan and read it into a {@link io.pescador.flink.plan.spec.Spec}.
 * {@link io.pescador.flink.plan.codec.PolicyCodec} is for the kinds of mux, {@link io.pescador.flink.plan.codec.LeafCodec} for leaves; a
 * file format needs none, since {@link io.pescador.flink.plan.codec.FormatCodec} is made of what it declares. Policies and steps are found
 * by {@link java.util.ServiceLoader}.
 *
 * <p>Begin with {@link io.pescador.flink.plan.codec.SpecReader}, which reads nodes, and {@link io.pescador.flink.plan.codec.Codecs}, which
 * knows all codecs. Keys, the schemas for editors and the tables of the documentation are the same objects. No data file is opened here.
 */
package io.pescador.flink.plan.codec;
