// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.parquet;

import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.PrimitiveType;

/**
 * A leaf of a Parquet file's schema.
 *
 * @param name of the field at the top, or its path through structures: {@code image.bytes}
 * @param place its number among the file's leaves, which is its number in each row group
 * @param descriptor path, type and levels
 * @param listLevels for each list from the outermost, the definition level from which on it has an entry
 */
record ParquetColumn(String name, int place, ColumnDescriptor descriptor, ParquetType type, int[] listLevels) {

    PrimitiveType.PrimitiveTypeName physical() {
        return type.physical();
    }
}
