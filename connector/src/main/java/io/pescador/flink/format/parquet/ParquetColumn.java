// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import io.pescador.flink.record.DType;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.PrimitiveType;

/**
 * A column of a Parquet file that can become arrays.
 *
 * @param name of the field at the top of the schema
 * @param place its number among the file's leaves, which is its number in each row group
 * @param descriptor path, type and levels
 * @param dtype of the elements; UINT8 for plain bytes, each value of which is an array by itself
 * @param listLevels for each list from the outermost, the definition level from which on it has an entry
 */
record ParquetColumn(String name, int place, ColumnDescriptor descriptor, DType dtype, int[] listLevels) {

    /** Whether a value is a run of bytes. */
    boolean raw() {
        return dtype == DType.UINT8
                && (physical() == PrimitiveType.PrimitiveTypeName.BINARY
                        || physical() == PrimitiveType.PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY);
    }

    PrimitiveType.PrimitiveTypeName physical() {
        return descriptor.getPrimitiveType().getPrimitiveTypeName();
    }
}
