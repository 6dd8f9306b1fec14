// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.NdArrayTypeInfo;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

/**
 * What a model is trained with. Empty where pescador gives {@code None}.
 *
 * @param inputs of the model
 * @param outputs of the model
 */
@PublicEvolving
@TypeInfo(KerasTuple.Factory.class)
public record KerasTuple(List<NdArray> inputs, List<NdArray> outputs) {

    static final TypeInformation<KerasTuple> TYPE = Types.POJO(
            KerasTuple.class,
            Map.of("inputs", Types.LIST(NdArrayTypeInfo.INSTANCE), "outputs", Types.LIST(NdArrayTypeInfo.INSTANCE)));

    /** Tells Flink how tuples are serialized. */
    public static final class Factory extends TypeInfoFactory<KerasTuple> {
        @Override
        public TypeInformation<KerasTuple> createTypeInfo(Type type, Map<String, TypeInformation<?>> parameters) {
            return TYPE;
        }
    }
}
