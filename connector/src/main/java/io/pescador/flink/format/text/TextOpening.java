// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.text;

import io.pescador.flink.format.BadRecords;
import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.FormatSpec;
import io.pescador.flink.format.compress.Compression;
import io.pescador.flink.format.compress.Content;
import io.pescador.flink.format.index.FileCache;
import io.pescador.flink.format.index.IndexedRows;
import io.pescador.flink.format.index.RowCursor;
import io.pescador.flink.format.index.RowIndex;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.items.RowReader;

import java.io.IOException;
import java.io.InputStream;

/** Opens the rows of a text file, with what is known of it. */
final class TextOpening {

    private TextOpening() {}

    /** Makes a cursor out of a text that begins at a mark. */
    interface Cursors {

        RowCursor<Sample> open(InputStream in, RowIndex.Mark from, RowIndex index) throws IOException;
    }

    /** What makes two readings of a file have the same rows. */
    private record Reading(String format, FormatSpec spec) {}

    static String readsBesides(String path, RowOrder order) {
        if (order == RowOrder.IN_ORDER) {
            return "nothing";
        }
        String compressed = Compression.costOfEntering(path);
        String each = order == RowOrder.ROTATING ? "" : " for each row";
        return "a few KiB" + (compressed.isEmpty() ? "" : ", and " + compressed) + each
                + ", once the rows have been passed";
    }

    static RowReader<Sample> open(String path, String format, FormatSpec spec, Cursors cursors) throws IOException {
        Content content = Content.open(path);
        RowIndex index = RowIndex.of(FileCache.ofProcess(), content.version(), new Reading(format, spec));
        return IndexedRows.open(index, new IndexedRows.Opener<>() {

            @Override
            public RowCursor<Sample> open(RowIndex.Mark from) throws IOException {
                return cursors.open(content.from(from.offset()), from, index);
            }

            @Override
            public void close() throws IOException {
                content.close();
            }
        });
    }

    /** The rows in order, without those that are left out. */
    static ItemReader<Sample> forward(RowCursor<Sample> cursor, BadRecords bad) {
        return new ItemReader<>() {

            @Override
            public Sample read() throws IOException {
                while (cursor.hasNext()) {
                    try {
                        Sample sample = cursor.read();
                        if (sample != null) {
                            return sample;
                        }
                    } catch (FormatException e) {
                        bad.leaveOut(e);
                    }
                }
                return null;
            }

            @Override
            public void close() throws IOException {
                cursor.close();
            }
        };
    }
}
