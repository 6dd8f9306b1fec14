// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record.types;

import io.pescador.flink.record.Sample;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

import java.lang.reflect.Type;
import java.util.Map;

/**
 * How Flink handles a {@link Sample}: a type of one field that is no key. Flink finds it by itself; {@link #INSTANCE} is for where it asks.
 */
public final class SampleTypeInfo extends TypeInformation<Sample> {

    /** The one there is. */
    public static final SampleTypeInfo INSTANCE = new SampleTypeInfo();

    private SampleTypeInfo() {}

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
    public Class<Sample> getTypeClass() {
        return Sample.class;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<Sample> createSerializer(SerializerConfig config) {
        return SampleSerializer.INSTANCE;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof SampleTypeInfo;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SampleTypeInfo;
    }

    @Override
    public int hashCode() {
        return SampleTypeInfo.class.hashCode();
    }

    @Override
    public String toString() {
        return "Sample";
    }

    /** What the annotation on {@link Sample} names. */
    public static final class Factory extends TypeInfoFactory<Sample> {

        @Override
        public TypeInformation<Sample> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
            return INSTANCE;
        }
    }
}
