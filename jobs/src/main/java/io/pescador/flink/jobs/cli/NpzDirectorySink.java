// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import io.pescador.flink.format.NpzWriter;
import io.pescador.flink.record.Sample;
import io.pescador.flink.source.Sampled;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

import java.io.IOException;
import java.util.Locale;

/**
 * Writes each batch to a file of its own, named by its number in the global order. A file has a temporary name until it is whole, and the
 * same batch is the same bytes, so that a batch written again does no harm.
 */
final class NpzDirectorySink implements Sink<Sampled<Sample>> {

    private static final long serialVersionUID = 1;

    private final String directory;
    private final int shards;

    NpzDirectorySink(String directory, int shards) {
        this.directory = directory;
        this.shards = shards;
    }

    @Override
    public SinkWriter<Sampled<Sample>> createWriter(WriterInitContext context) throws IOException {
        Path path = new Path(directory);
        FileSystem files = path.getFileSystem();
        files.mkdirs(path);
        return new Writer(path, files, shards);
    }

    private record Writer(Path directory, FileSystem files, int shards) implements SinkWriter<Sampled<Sample>> {

        @Override
        public void write(Sampled<Sample> batch, Context context) throws IOException {
            long number = batch.draw() * shards + batch.shard();
            String name = String.format(Locale.ROOT, "batch-%09d.npz", number);
            Path temporary = new Path(directory, "." + name + ".tmp");
            Path file = new Path(directory, name);
            try (NpzWriter out = NpzWriter.stored(files.create(temporary, FileSystem.WriteMode.OVERWRITE))) {
                out.write(batch.value());
            }
            files.delete(file, false);
            if (!files.rename(temporary, file)) {
                throw new IOException(file + ": the finished file " + temporary + " cannot be given its name");
            }
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
