// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.state;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * Copies records that are kept or emitted again, where objects are reused: there, a sender may change what it sent, and a receiver what it
 * got.
 */
@Internal
public final class Copier<T> {

    /** Null where objects are not reused. */
    private final TypeSerializer<T> serializer;

    private Copier(TypeSerializer<T> serializer) {
        this.serializer = serializer;
    }

    public static <T> Copier<T> of(TypeInformation<T> type, ExecutionConfig config) {
        return new Copier<>(config.isObjectReuseEnabled() ? type.createSerializer(config.getSerializerConfig()) : null);
    }

    /** A copy of a record, or the record itself where nothing else can change it. */
    public T copy(T record) {
        return serializer == null ? record : serializer.copy(record);
    }
}
