// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.flow;

import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** All of standard input: the only split there is, and all that its coordinator knows. It has no position, since nothing can go back to one. */
record WholeInput() implements SourceSplit {

    static final SimpleVersionedSerializer<WholeInput> SERIALIZER = new Nothing();

    @Override
    public String splitId() {
        return "stdin";
    }

    private static final class Nothing implements SimpleVersionedSerializer<WholeInput> {

        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(WholeInput input) {
            return new byte[0];
        }

        @Override
        public WholeInput deserialize(int version, byte[] state) {
            return new WholeInput();
        }
    }
}
