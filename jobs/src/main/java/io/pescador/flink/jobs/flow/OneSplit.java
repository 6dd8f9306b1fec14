// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.flow;

import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;

import java.util.List;

/** Gives standard input to the reader that there is. */
final class OneSplit implements SplitEnumerator<WholeInput, WholeInput> {

    private final SplitEnumeratorContext<WholeInput> context;

    OneSplit(SplitEnumeratorContext<WholeInput> context) {
        this.context = context;
    }

    @Override
    public void start() {}

    @Override
    public void addReader(int reader) {
        context.assignSplit(new WholeInput(), reader);
        context.signalNoMoreSplits(reader);
    }

    @Override
    public void handleSplitRequest(int reader, String host) {}

    /** Only a restart gives splits back. A job inside this process has none, and no other has standard input. */
    @Override
    public void addSplitsBack(List<WholeInput> splits, int reader) {}

    @Override
    public WholeInput snapshotState(long checkpoint) {
        return new WholeInput();
    }

    @Override
    public void close() {}
}
