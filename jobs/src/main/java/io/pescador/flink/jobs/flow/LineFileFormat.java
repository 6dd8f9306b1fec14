// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.flow;

import io.pescador.flink.format.text.LineReader;
import io.pescador.flink.plan.spec.LiveRecord;
import io.pescador.flink.plan.spec.LiveRule;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.ArrayResultIterator;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads a file of JSON lines from its beginning to its end. What counts as its position is the number of records read: lines are counted
 * from the first, so that messages can name them, and files of lines that flow by are small.
 */
final class LineFileFormat implements BulkFormat<LiveRecord, FileSourceSplit> {

    /** So many records are handed over at once. */
    private static final int BATCH = 512;

    private static final long serialVersionUID = 1;

    private final LiveRule rule;

    LineFileFormat(LiveRule rule) {
        this.rule = rule;
    }

    @Override
    public BulkFormat.Reader<LiveRecord> createReader(Configuration config, FileSourceSplit split) throws IOException {
        return restoreReader(config, split);
    }

    @Override
    public BulkFormat.Reader<LiveRecord> restoreReader(Configuration config, FileSourceSplit split) throws IOException {
        long passed = split.getReaderPosition()
                .map(CheckpointedPosition::getRecordsAfterOffset)
                .orElse(0L);
        Lines lines = new Lines(split.path().toString(), rule);
        try {
            while (lines.given < passed && lines.next() != null) {
                // It was given before.
            }
        } catch (IOException | RuntimeException e) {
            lines.close();
            throw e;
        }
        return lines;
    }

    /** False: where a line begins is known only after those before it. */
    @Override
    public boolean isSplittable() {
        return false;
    }

    @Override
    public TypeInformation<LiveRecord> getProducedType() {
        return TypeInformation.of(LiveRecord.class);
    }

    private static final class Lines implements BulkFormat.Reader<LiveRecord> {

        private final String file;
        private final LiveRule rule;
        private final LineReader lines;
        private long given;

        Lines(String path, LiveRule rule) throws IOException {
            file = path.startsWith("file:") ? path.substring("file:".length()) : path;
            this.rule = rule;
            lines = LineReader.open(path);
        }

        /** @return null at the end */
        LiveRecord next() throws IOException {
            while (lines.next()) {
                if (!lines.blank()) {
                    given++;
                    ByteBuffer line = ByteBuffer.wrap(lines.bytes(), lines.start(), lines.length());
                    return rule.read(line, file, lines.line());
                }
            }
            return null;
        }

        @Override
        public RecordIterator<LiveRecord> readBatch() throws IOException {
            long before = given;
            LiveRecord[] batch = new LiveRecord[BATCH];
            int size = 0;
            for (LiveRecord record = next(); record != null; record = size == BATCH ? null : next()) {
                batch[size++] = record;
            }
            if (size == 0) {
                return null;
            }
            ArrayResultIterator<LiveRecord> records = new ArrayResultIterator<>();
            records.set(batch, size, CheckpointedPosition.NO_OFFSET, before);
            return records;
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
