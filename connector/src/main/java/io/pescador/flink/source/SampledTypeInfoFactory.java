// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;

import java.lang.reflect.Type;
import java.util.Map;

/** Makes {@link SampledTypeInfo}s of the type of the value; found by Flink through {@code @TypeInfo}. */
@Internal
public final class SampledTypeInfoFactory<T> extends TypeInfoFactory<Sampled<T>> {

    @Override
    @SuppressWarnings("unchecked")
    public TypeInformation<Sampled<T>> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
        TypeInformation<?> value = parameters.get("T");
        if (value == null) {
            throw new IllegalArgumentException("the type of the value of " + type
                    + " is not known: give it with .returns(new" + " SampledTypeInfo<>(typeOfValue))");
        }
        return new SampledTypeInfo<>((TypeInformation<T>) value);
    }
}
