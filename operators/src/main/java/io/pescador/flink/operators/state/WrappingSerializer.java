// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.state;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputView;

import java.io.IOException;

/**
 * A serializer that adds something to the bytes of another one. Two of one class are equal if their inner ones are.
 *
 * @param <T> what it serializes
 * @param <V> what the inner one serializes
 */
@Internal
public abstract class WrappingSerializer<T, V> extends TypeSerializer<T> {

    private static final long serialVersionUID = 1;

    protected final TypeSerializer<V> inner;

    protected WrappingSerializer(TypeSerializer<V> inner) {
        this.inner = inner;
    }

    @Override
    public final boolean isImmutableType() {
        return inner.isImmutableType();
    }

    @Override
    public T copy(T from, T reuse) {
        return copy(from);
    }

    @Override
    public final T deserialize(T reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public final boolean equals(Object other) {
        return other != null
                && other.getClass() == getClass()
                && inner.equals(((WrappingSerializer<?, ?>) other).inner);
    }

    @Override
    public final int hashCode() {
        return inner.hashCode();
    }
}
