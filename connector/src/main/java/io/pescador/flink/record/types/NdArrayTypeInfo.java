// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record.types;

import io.pescador.flink.record.NdArray;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

import java.lang.reflect.Type;
import java.util.Map;

/**
 * How Flink handles an {@link NdArray}: a type of one field that is no key. Flink finds it by itself; {@link #INSTANCE} is for where it asks.
 */
public final class NdArrayTypeInfo extends TypeInformation<NdArray> {

    /** The one there is. */
    public static final NdArrayTypeInfo INSTANCE = new NdArrayTypeInfo();

    private NdArrayTypeInfo() {}

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
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public Class<NdArray> getTypeClass() {
        return NdArray.class;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<NdArray> createSerializer(SerializerConfig config) {
        return NdArraySerializer.INSTANCE;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof NdArrayTypeInfo;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NdArrayTypeInfo;
    }

    @Override
    public int hashCode() {
        return NdArrayTypeInfo.class.hashCode();
    }

    @Override
    public String toString() {
        return "NdArray";
    }

    /** What the annotation on {@link NdArray} names. */
    public static final class Factory extends TypeInfoFactory<NdArray> {

        @Override
        public TypeInformation<NdArray> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
            return INSTANCE;
        }
    }
}
