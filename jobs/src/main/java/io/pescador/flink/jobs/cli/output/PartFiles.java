// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.output;

import io.pescador.flink.files.Folder;
import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.problem.Reasons;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.record.SampleTypeInfo;
import io.pescador.flink.sink.ParquetEncoder;
import io.pescador.flink.sink.ProvenanceArrays;
import io.pescador.flink.source.Sampled;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.serialization.Encoder;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A directory of files {@code part-…}, written by Flink's {@code FileSink}: each appears when a checkpoint has ended it, and together they
 * have each sample once, whatever failed in between.
 */
@Internal
public final class PartFiles {

    private static final String PREFIX = "part";

    /** The number of the last checkpoint whose files are there. Hidden, so that readers of such directories ignore it. */
    private static final String MARK = ".checkpoint-";

    private PartFiles() {}

    public static DataStreamSink<?> add(DataStream<Sampled<Sample>> samples, Output output, boolean provenance) {
        Path directory = new Path(output.location());
        OutputFileConfig names = OutputFileConfig.builder()
                .withPartPrefix(PREFIX)
                .withPartSuffix("." + output.kind().text())
                .build();
        if (output.kind() == Output.Kind.JSONL) {
            return samples.sinkTo(FileSink.forRowFormat(directory, new Lines(provenance))
                    .withBucketAssigner(new BasePathBucketAssigner<>())
                    .withRollingPolicy(OnCheckpointRollingPolicy.build())
                    .withOutputFileConfig(names)
                    .build());
        }
        return samples.map(provenance ? PartFiles::withProvenance : Sampled::value)
                .returns(SampleTypeInfo.INSTANCE)
                .name("row")
                .uid("row")
                .sinkTo(FileSink.forBulkFormat(directory, new ParquetEncoder())
                        .withBucketAssigner(new BasePathBucketAssigner<>())
                        .withOutputFileConfig(names)
                        .build());
    }

    private static Sample withProvenance(Sampled<Sample> sampled) {
        return sampled.value()
                .with(ProvenanceArrays.SHARD, NdArray.scalar(sampled.shard()))
                .with("_draw", NdArray.scalar(sampled.draw()))
                .with(ProvenanceArrays.EPOCH, NdArray.scalar(sampled.epoch()))
                .with("_path", NdArray.scalar(sampled.pathText()))
                .with("_activation", NdArray.scalar(sampled.activation()))
                .with("_offset", NdArray.scalar(sampled.offset()));
    }

    /**
     * Makes the directory for a new run.
     *
     * @throws PlanException if it has files of another run, or cannot be made
     */
    public static void begin(Output output) throws PlanException {
        Path directory = new Path(output.location());
        try {
            directory.getFileSystem().mkdirs(directory);
            for (Folder.Entry file : Folder.list(directory).orElse(List.of())) {
                if (file.name().startsWith(PREFIX + "-")) {
                    throw PlanException.of(output.path() + " has files of another run (" + file.name()
                            + "), which would be mixed with those of this one: write to"
                            + " another directory, or remove this one");
                }
            }
            for (Folder.Entry file : Folder.list(directory).orElse(List.of())) {
                if (file.name().startsWith(MARK)) {
                    directory.getFileSystem().delete(new Path(directory, file.name()), false);
                }
            }
        } catch (IOException e) {
            throw PlanException.of(output.path() + " cannot be made a directory: " + Reasons.of(e));
        }
    }

    /**
     * Refuses state that is older than the files: it would write them again, under other names.
     *
     * @param saved number of the checkpoint that the run continues from, at least 1
     */
    public static void checkNotAhead(Output output, String state, long saved) throws IOException, PlanException {
        Path directory = new Path(output.location());
        for (Folder.Entry file : Folder.list(directory).orElse(List.of())) {
            String name = file.name();
            if (name.matches("\\.checkpoint-\\d{1,18}") && Long.parseLong(name.substring(MARK.length())) > saved) {
                throw PlanException.of(state + " is older than what is in " + output.path() + ", whose last files were"
                        + " written with checkpoint " + name.substring(MARK.length()) + ", while the state is that of "
                        + saved + ": they would be written twice. Resume from the directory that this is a copy of, or"
                        + " start afresh with --fresh and another output");
            }
        }
    }

    /**
     * Notes that the files of a checkpoint are there, or about to be. The directory is not listed, since files come and go meanwhile.
     *
     * @param before what was noted last; 0: nothing
     */
    public static void mark(String directory, long checkpoint, long before) throws IOException {
        Path mark = new Path(directory, MARK + checkpoint);
        mark.getFileSystem().create(mark, FileSystem.WriteMode.OVERWRITE).close();
        if (before > 0) {
            mark.getFileSystem().delete(new Path(directory, MARK + before), false);
        }
    }

    private static final class Lines implements Encoder<Sampled<Sample>> {

        private static final long serialVersionUID = 1;

        private final boolean provenance;

        Lines(boolean provenance) {
            this.provenance = provenance;
        }

        @Override
        public void encode(Sampled<Sample> sampled, OutputStream out) throws IOException {
            out.write(new JsonLine(provenance).of(sampled).toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
