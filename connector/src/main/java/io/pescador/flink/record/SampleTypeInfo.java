// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

import java.lang.reflect.Type;
import java.util.Map;

/**
 * How Flink handles a {@link Sample}: a type of one field that is no key. Flink finds it by itself; {@link #INSTANCE} is for where it asks.
 */
@PublicEvolving
public final class SampleTypeInfo extends OneFieldTypeInfo<Sample> {

    /** The one there is. */
    public static final SampleTypeInfo INSTANCE = new SampleTypeInfo();

    private SampleTypeInfo() {
        super(Sample.class, SampleSerializer.INSTANCE);
    }

    /** What the annotation on {@link Sample} names. */
    public static final class Factory extends TypeInfoFactory<Sample> {

        @Override
        public TypeInformation<Sample> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
            return INSTANCE;
        }
    }
}
