// SPDX-License-Identifier: Apache-2.0
/**
 * Where the records of a buffer are while they wait: {@link io.pescador.flink.operators.keyed.records.RecordStore} finds them by the number
 * of their cell.
 *
 * <p>There are two ways: {@code StateRecords} reads and writes the state for each record; {@code RecordCache} keeps records in arrays and
 * writes them back when the state is saved. The second pays where the state backend holds objects on the heap. This package decides
 * nothing: {@code keyed.core} says which record goes into which cell. It knows nothing of Flink but its annotations.
 *
 * <p>Begin with {@code RecordStore}.
 */
package io.pescador.flink.operators.keyed.records;
