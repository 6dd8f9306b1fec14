// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.flow;

import io.pescador.flink.plan.spec.LiveRecord;
import io.pescador.flink.plan.spec.LiveRule;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.io.IOException;

/**
 * The lines of standard input, to its end. It has one reader and one split, and cannot go back: what was read is gone, so a job that reads
 * it does not go on after a failure.
 */
final class StandardInputSource implements Source<LiveRecord, WholeInput, WholeInput>, ResultTypeQueryable<LiveRecord> {

    private static final long serialVersionUID = 1;

    private final LiveRule rule;

    StandardInputSource(LiveRule rule) {
        this.rule = rule;
    }

    /** Its end is not known beforehand. */
    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<LiveRecord, WholeInput> createReader(SourceReaderContext context) {
        return new StandardInputReader(
                rule, context.metricGroup().getIOMetricGroup().getNumRecordsInCounter());
    }

    @Override
    public SplitEnumerator<WholeInput, WholeInput> createEnumerator(SplitEnumeratorContext<WholeInput> context) {
        return new OneSplit(context);
    }

    @Override
    public SplitEnumerator<WholeInput, WholeInput> restoreEnumerator(
            SplitEnumeratorContext<WholeInput> context, WholeInput state) throws IOException {
        throw cannotGoBack();
    }

    static IOException cannotGoBack() {
        return new IOException("standard input cannot be read again: start afresh, or read files with --input DIR");
    }

    @Override
    public SimpleVersionedSerializer<WholeInput> getSplitSerializer() {
        return WholeInput.SERIALIZER;
    }

    @Override
    public SimpleVersionedSerializer<WholeInput> getEnumeratorCheckpointSerializer() {
        return WholeInput.SERIALIZER;
    }

    @Override
    public TypeInformation<LiveRecord> getProducedType() {
        return TypeInformation.of(LiveRecord.class);
    }
}
