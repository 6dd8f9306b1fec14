// SPDX-License-Identifier: Apache-2.0
/**
 * Samples as plain data. A {@link io.pescador.flink.record.Sample} is a few named {@link io.pescador.flink.record.NdArray arrays}, each with a
 * {@link io.pescador.flink.record.DType}, as in numpy. {@link io.pescador.flink.record.SampleCodec} is their form in bytes. Begin with
 * {@code Sample}.
 *
 * <p>The data itself knows neither files nor Flink, but for the annotation that names its type. Three doors stand beside it:
 * {@link io.pescador.flink.record.SampleTypeInfo} and {@link io.pescador.flink.record.NdArrayTypeInfo} with their serializers for Flink, and
 * {@link io.pescador.flink.record.SampleItems} for streamers. They are in this package because the annotation points to them and they point
 * back.
 */
package io.pescador.flink.record;
