// SPDX-License-Identifier: Apache-2.0
/**
 * Flink's view of arrays and samples: type information, serializers and their snapshots.
 *
 * <p>The bytes themselves are the business of {@code record}. This package and {@code record} know each other, since {@code @TypeInfo} on a
 * type names its factory here.
 *
 * <p>Begin with {@link io.pescador.flink.record.types.SampleTypeInfo}.
 */
package io.pescador.flink.record.types;
