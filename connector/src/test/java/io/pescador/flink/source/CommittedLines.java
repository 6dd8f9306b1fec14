// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A sink that is exactly-once: what came between two checkpoints becomes a file when the second is complete. Works across processes that
 * share a directory; the name of a file is part of what is committed, so that committing twice writes it once.
 */
final class CommittedLines implements Sink<String>, SupportsCommitter<String> {

    private static final long serialVersionUID = 1;
    private static final Pattern LINE = Pattern.compile("shard (\\d+) draw (\\d+) .*");

    private final String directory;

    CommittedLines(Path directory) {
        this.directory = directory.toString();
    }

    @Override
    public CommittingSinkWriter<String, String> createWriter(WriterInitContext context) {
        return new Writer();
    }

    @Override
    public Committer<String> createCommitter(CommitterInitContext context) {
        return new FileCommitter(Path.of(directory));
    }

    @Override
    public SimpleVersionedSerializer<String> getCommittableSerializer() {
        return new TextSerializer();
    }

    /** The draws of each shard in order, and that each file has them in order, none twice and none left out. */
    static Map<Integer, List<String>> read(Path directory) throws IOException {
        Map<Integer, TreeMap<Long, String>> shards = new TreeMap<>();
        List<Path> files;
        try (Stream<Path> list = Files.list(directory)) {
            files = list.filter(file -> file.toString().endsWith(".lines")).toList();
        }
        for (Path file : files) {
            Map<Integer, Long> last = new HashMap<>();
            for (String line : Files.readAllLines(file)) {
                Matcher matcher = LINE.matcher(line);
                assertThat(matcher.matches()).as(line).isTrue();
                int shard = Integer.parseInt(matcher.group(1));
                long draw = Long.parseLong(matcher.group(2));
                assertThat(draw).as("order in a file: " + line).isGreaterThan(last.getOrDefault(shard, -1L));
                last.put(shard, draw);
                assertThat(shards.computeIfAbsent(shard, s -> new TreeMap<>()).put(draw, line))
                        .as("came twice: " + line)
                        .isNull();
            }
        }
        Map<Integer, List<String>> lines = new TreeMap<>();
        shards.forEach((shard, draws) -> lines.put(shard, List.copyOf(draws.values())));
        return lines;
    }

    /** What {@link #read} gives when {@code shards} arrived. */
    static <T> Map<Integer, List<String>> linesOf(Map<Integer, List<Sampled<T>>> shards) {
        Map<Integer, List<String>> lines = new TreeMap<>();
        shards.forEach((shard, samples) ->
                lines.put(shard, samples.stream().map(Sampled::toString).toList()));
        return lines;
    }

    private static final class Writer implements CommittingSinkWriter<String, String> {

        private final List<String> lines = new ArrayList<>();

        @Override
        public void write(String line, Context context) {
            lines.add(line);
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public Collection<String> prepareCommit() {
            if (lines.isEmpty()) {
                return List.of();
            }
            String committable = UUID.randomUUID() + "\n" + String.join("\n", lines);
            lines.clear();
            return List.of(committable);
        }

        @Override
        public void close() {}
    }

    private record FileCommitter(Path directory) implements Committer<String> {

        @Override
        public void commit(Collection<CommitRequest<String>> requests) throws IOException {
            for (CommitRequest<String> request : requests) {
                String[] nameAndLines = request.getCommittable().split("\n", 2);
                Path part = directory.resolve(nameAndLines[0] + ".part");
                Files.writeString(part, nameAndLines[1]);
                Files.move(part, directory.resolve(nameAndLines[0] + ".lines"), StandardCopyOption.REPLACE_EXISTING);
            }
        }

        @Override
        public void close() {}
    }

    private static final class TextSerializer implements SimpleVersionedSerializer<String> {

        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String deserialize(int version, byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
