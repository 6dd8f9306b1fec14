// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

import java.util.Map;

/**
 * The Flink type of a {@link Sampled}.
 *
 * @param <T> type of the sample
 */
@PublicEvolving
public final class SampledTypeInfo<T> extends TypeInformation<Sampled<T>> {

    private final TypeInformation<T> value;

    /** @param value type of the sample */
    public SampledTypeInfo(TypeInformation<T> value) {
        this.value = value;
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 7;
    }

    @Override
    public int getTotalFields() {
        return 6 + value.getTotalFields();
    }

    @Override
    @SuppressWarnings("unchecked")
    public Class<Sampled<T>> getTypeClass() {
        return (Class<Sampled<T>>) (Class<?>) Sampled.class;
    }

    @Override
    public Map<String, TypeInformation<?>> getGenericParameters() {
        return Map.of("T", value);
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<Sampled<T>> createSerializer(SerializerConfig config) {
        return new SampledSerializer<>(value.createSerializer(config));
    }

    @Override
    public String toString() {
        return "Sampled<" + value + ">";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SampledTypeInfo<?> that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode() + 1;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof SampledTypeInfo;
    }
}
