// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sql.mux;

import io.pescador.flink.operators.state.KeySeed;
import io.pescador.flink.streamer.spi.Seeds;

import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.table.functions.TableSemantics;
import org.apache.flink.table.types.DataType;
import org.apache.flink.types.Row;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What tells keys apart, and gives each its own seed: a hash of the key's bytes, as a keyed mux computes it over a stream that is keyed by
 * the column, or by a {@link Row} of several. Columns of other types than numbers, texts and truth values count by their text.
 */
final class KeyPlace {

    /** Instead of a seed, where keys are told apart only. */
    private static final long PLACE = -1;

    private final int[] columns;
    private final boolean[] isBasic;
    private final TypeSerializer<Object> serializer;

    private KeyPlace(int[] columns, boolean[] isBasic, TypeSerializer<Object> serializer) {
        this.columns = columns;
        this.isBasic = isBasic;
        this.serializer = serializer;
    }

    @SuppressWarnings("unchecked")
    static KeyPlace of(TableSemantics table) {
        int[] columns = table.partitionByColumns();
        List<DataType> types = DataType.getFieldDataTypes(table.dataType());
        TypeInformation<?>[] basic = new TypeInformation<?>[columns.length];
        boolean[] isBasic = new boolean[columns.length];
        for (int i = 0; i < columns.length; i++) {
            basic[i] = BasicTypeInfo.getInfoFor(types.get(columns[i]).getConversionClass());
            isBasic[i] = basic[i] != null;
            basic[i] = isBasic[i] ? basic[i] : Types.STRING;
        }
        TypeInformation<?> key = columns.length == 1 ? basic[0] : Types.ROW(basic);
        return new KeyPlace(
                columns, isBasic, (TypeSerializer<Object>) key.createSerializer(new SerializerConfigImpl()));
    }

    private Object key(Row row) {
        Object[] values = new Object[columns.length];
        for (int i = 0; i < values.length; i++) {
            Object value = row.getField(columns[i]);
            values[i] = value == null || isBasic[i] ? value : value.toString();
        }
        return values.length == 1 ? values[0] : Row.of(values);
    }

    /** The seed of a row's key, under the seed of all. */
    long seed(long seed, Row row) throws IOException {
        Object key = key(row);
        return key == null ? Seeds.mix(seed, 0) : KeySeed.of(seed, key, serializer);
    }

    long place(Row row) throws IOException {
        return seed(PLACE, row);
    }

    byte[] bytes(Row row) throws IOException {
        return ByteBuffer.allocate(Long.BYTES).putLong(place(row)).array();
    }

    static long of(byte[] place) {
        return ByteBuffer.wrap(place).getLong();
    }
}
