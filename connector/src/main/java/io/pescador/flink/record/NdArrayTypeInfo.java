// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

import java.lang.reflect.Type;
import java.util.Map;

/**
 * How Flink handles an {@link NdArray}: a type of one field that is no key. Flink finds it by itself; {@link #INSTANCE} is for where it asks.
 */
@PublicEvolving
public final class NdArrayTypeInfo extends OneFieldTypeInfo<NdArray> {

    /** The one there is. */
    public static final NdArrayTypeInfo INSTANCE = new NdArrayTypeInfo();

    private NdArrayTypeInfo() {
        super(NdArray.class, NdArraySerializer.INSTANCE);
    }

    /** What the annotation on {@link NdArray} names. */
    public static final class Factory extends TypeInfoFactory<NdArray> {

        @Override
        public TypeInformation<NdArray> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
            return INSTANCE;
        }
    }
}
