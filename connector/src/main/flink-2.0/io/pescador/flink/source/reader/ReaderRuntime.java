// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.reader;

import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.connector.source.SourceReaderContext;

import java.util.Optional;

/** What a reader can learn of the task that it runs in: nothing in Flink 2.0 and 2.1. The accumulator and the check for BATCH need more. */
final class ReaderRuntime {

    private ReaderRuntime() {}

    static Optional<RuntimeContext> of(SourceReaderContext context) {
        return Optional.empty();
    }
}
