// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.record;

import org.apache.flink.api.common.typeutils.SerializerTestBase;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Flink's own tests of a serializer, with samples of every type and shape. */
class SampleSerializerTest extends SerializerTestBase<Sample> {

    @Override
    protected TypeSerializer<Sample> createSerializer() {
        return SampleSerializer.INSTANCE;
    }

    @Override
    protected int getLength() {
        return -1;
    }

    @Override
    protected Class<Sample> getTypeClass() {
        return Sample.class;
    }

    @Override
    protected Sample[] getTestData() {
        return SomeArrays.samples().toArray(new Sample[0]);
    }
}
