// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

import org.apache.flink.api.common.typeutils.SerializerTestBase;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Flink's own tests of a serializer, with arrays of every type and shape. */
class NdArraySerializerTest extends SerializerTestBase<NdArray> {

    @Override
    protected TypeSerializer<NdArray> createSerializer() {
        return NdArraySerializer.INSTANCE;
    }

    @Override
    protected int getLength() {
        return -1;
    }

    @Override
    protected Class<NdArray> getTypeClass() {
        return NdArray.class;
    }

    @Override
    protected NdArray[] getTestData() {
        return SomeArrays.ofEveryTypeAndShape().toArray(new NdArray[0]);
    }
}
