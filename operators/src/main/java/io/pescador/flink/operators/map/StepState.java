// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.map;

import io.pescador.flink.operators.state.CheckedSerializer;

import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** How a step saves what it keeps: with checksums. */
final class StepState {

    private StepState() {}

    static <T> TypeSerializer<T> serializer(String step, TypeInformation<T> type, ExecutionConfig config) {
        return new CheckedSerializer<>(
                "what step \"" + step + "\" kept", type.createSerializer(config.getSerializerConfig()));
    }
}
