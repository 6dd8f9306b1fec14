// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.Policy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy.Mode;
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
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The outer system that Flink's suite writes to: streams in memory that can grow while they are read. They are the streams of a mux with as
 * many shards, so that each is a shard of its own.
 */
final class LiveStreams implements DataStreamSourceExternalContext<String> {

    /** By a name, since a source is serialized; the cluster is in this process. */
    private static final Map<String, List<Live>> ALL = new ConcurrentHashMap<>();

    /** As many as any of the suite's tests writes. Some create their source before they write. */
    private static final int STREAMS = 4;

    private final String name;
    private final UnaryOperator<StreamerSourceBuilder<String>> settings;
    private int written;

    /** @param settings of the source */
    LiveStreams(String name, UnaryOperator<StreamerSourceBuilder<String>> settings) {
        this.name = name + "-" + System.identityHashCode(this);
        this.settings = settings;
        ALL.put(this.name, Stream.generate(Live::new).limit(STREAMS).toList());
    }

    @Override
    public Source<String, ?, ?> createSource(TestingSourceSettings source) {
        boolean ends = source.getBoundedness() == Boundedness.BOUNDED;
        List<Streamer<String>> streams = IntStream.range(0, STREAMS)
                .mapToObj(stream -> Streamer.items(new LiveItems(name, stream, ends))
                        .finite(ends)
                        .undivided())
                .toList();
        Policy policy = StochasticPolicy.of(STREAMS).mode(Mode.EXHAUSTIVE); // ends with its streams
        return settings.apply(StreamerSource.of(Mux.of(streams, policy))
                        .setSeed(1)
                        .setShards(STREAMS)
                        .setPace(StreamerSourceBuilder.NO_PACE) // else the longer streams wait for one that has run dry
                        .setTypeInformation(Types.STRING))
                .build();
    }

    @Override
    public ExternalSystemSplitDataWriter<String> createSourceSplitDataWriter(TestingSourceSettings source) {
        Live stream = ALL.get(name).get(written++);
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
    public List<String> generateTestData(TestingSourceSettings source, int split, long seed) {
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
        return name;
    }

    private static final class Live {

        private final List<String> items = new ArrayList<>();

        synchronized void add(List<String> more) {
            items.addAll(more);
            notifyAll();
        }

        synchronized boolean has(int number) {
            return number < items.size();
        }

        synchronized String await(int number) throws InterruptedException {
            while (!has(number)) {
                wait();
            }
            return items.get(number);
        }
    }

    private record LiveItems(String system, int stream, boolean end) implements Items<String> {

        @Override
        public ItemReader<String> open(long seed, long skip) {
            Live from = ALL.get(system).get(stream);
            int[] next = {(int) skip};
            return new ItemReader<>() {
                @Override
                public boolean isReady() {
                    return end || from.has(next[0]);
                }

                @Override
                public String read() throws IOException {
                    if (end && !from.has(next[0])) {
                        return null;
                    }
                    try {
                        return from.await(next[0]++);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new InterruptedIOException();
                    }
                }
            };
        }
    }
}
