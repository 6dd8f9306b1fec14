// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.bench;

import io.pescador.flink.record.DType;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.record.SampleSerializer;

import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Samples of one array through the serializer and back. Samples a second: times their bytes they are a rate of data. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SerializerBenchmark {

    /** Bytes of the array. */
    @Param({"256", "65536"})
    int size;

    private final DataOutputSerializer out = new DataOutputSerializer(1 << 17);
    private final DataInputDeserializer in = new DataInputDeserializer();
    private Sample sample;

    @Setup
    public void make() throws IOException {
        sample = Sample.of("X", NdArray.wrap(DType.FLOAT32, new int[] {size / 4}, new byte[size]));
        SampleSerializer.INSTANCE.serialize(sample, out);
    }

    @Benchmark
    public int write() throws IOException {
        out.clear();
        SampleSerializer.INSTANCE.serialize(sample, out);
        return out.length();
    }

    @Benchmark
    public Sample read() throws IOException {
        in.setBuffer(out.getSharedBuffer(), 0, out.length());
        return SampleSerializer.INSTANCE.deserialize(in);
    }

    @Benchmark
    public Sample writeAndRead() throws IOException {
        write();
        return read();
    }
}
