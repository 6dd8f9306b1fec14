// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.mux.RoundRobinMux;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.ItemReader;
import io.pescador.flink.streamer.items.Items;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.testframe.external.ExternalSystemSplitDataWriter;
import org.apache.flink.connector.testframe.external.source.DataStreamSourceExternalContext;
import org.apache.flink.connector.testframe.external.source.TestingSourceSettings;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * The outer system that Flink's suite writes to: streams in memory that can grow while they are read. Each is a stream of a mux with as many
 * shards, so that each is a shard of its own.
 */
final class LiveStreams implements DataStreamSourceExternalContext<String> {

    /** By a name, since a source is serialized; the cluster is in this process. */
    private static final Map<String, List<Stream>> ALL = new ConcurrentHashMap<>();

    private final String name;
    private final int readThreads;

    LiveStreams(String name, int readThreads) {
        this.name = name + "-" + System.identityHashCode(this);
        this.readThreads = readThreads;
        ALL.put(this.name, new ArrayList<>());
    }

    @Override
    public Source<String, ?, ?> createSource(TestingSourceSettings settings) {
        boolean ends = settings.getBoundedness() == Boundedness.BOUNDED;
        int streams = ALL.get(name).size();
        List<Streamer<String>> items = IntStream.range(0, streams)
                .mapToObj(stream -> Streamer.items(new Live(name, stream, ends))
                        .finite(ends)
                        .undivided())
                .toList();
        return StreamerSource.of(RoundRobinMux.builder(items).build())
                .setSeed(1)
                .setShards(streams)
                .setReadThreads(readThreads)
                .setTypeInformation(Types.STRING)
                .build();
    }

    @Override
    public ExternalSystemSplitDataWriter<String> createSourceSplitDataWriter(TestingSourceSettings settings) {
        Stream stream = new Stream();
        ALL.get(name).add(stream);
        return new ExternalSystemSplitDataWriter<>() {
            @Override
            public void writeRecords(List<String> records) {
                stream.add(records);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public List<String> generateTestData(TestingSourceSettings settings, int split, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, 20 + random.nextInt(80))
                .mapToObj(i -> split + ":" + i + ":" + random.nextLong())
                .toList();
    }

    @Override
    public TypeInformation<String> getProducedType() {
        return Types.STRING;
    }

    @Override
    public List<URL> getConnectorJarPaths() {
        return List.of();
    }

    @Override
    public void close() {
        ALL.remove(name);
    }

    @Override
    public String toString() {
        return readThreads == 0 ? "read in the task's thread" : "read ahead";
    }

    private static final class Stream {

        private final List<String> items = new ArrayList<>();

        synchronized void add(List<String> more) {
            items.addAll(more);
            notifyAll();
        }

        /** @return null at the end */
        synchronized String get(int number, boolean ends) throws InterruptedException {
            while (number >= items.size() && !ends) {
                wait();
            }
            return number < items.size() ? items.get(number) : null;
        }
    }

    private record Live(String system, int stream, boolean ends) implements Items<String> {

        @Override
        public ItemReader<String> open(long seed, long skip) {
            Stream from = ALL.get(system).get(stream);
            int[] next = {(int) skip};
            return new ItemReader<>() {
                @Override
                public String read() throws IOException {
                    try {
                        return from.get(next[0]++, ends);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new InterruptedIOException();
                    }
                }
            };
        }
    }
}
