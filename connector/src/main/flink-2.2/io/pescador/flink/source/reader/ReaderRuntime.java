// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.reader;

import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.connector.source.RichSourceReaderContext;
import org.apache.flink.api.connector.source.SourceReaderContext;

import java.util.Optional;

/** What a reader can learn of the task that it runs in: from Flink 2.2 on, all that an operator can. */
final class ReaderRuntime {

    private ReaderRuntime() {}

    static Optional<RuntimeContext> of(SourceReaderContext context) {
        return context instanceof RichSourceReaderContext rich ? Optional.of(rich.getRuntimeContext()) : Optional.empty();
    }
}
