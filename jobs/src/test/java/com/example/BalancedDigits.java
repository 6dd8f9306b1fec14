// SPDX-License-Identifier: Apache-2.0
package com.example;

import io.pescador.flink.files.FilePattern;
import io.pescador.flink.files.MatchedFile;
import io.pescador.flink.format.npy.NpzRows;
import io.pescador.flink.mux.Mux;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.operators.map.Buffer;
import io.pescador.flink.record.Sample;
import io.pescador.flink.source.StreamerSource;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.RowOrder;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.util.ArrayList;
import java.util.List;

public final class BalancedDigits {

    public static void main(String[] args) throws Exception {
        List<Streamer<Sample>> files = new ArrayList<>();
        for (MatchedFile file : FilePattern.of(args[0]).list()) {
            files.add(Streamer.rows(NpzRows.of(file.path()), RowOrder.SHUFFLED));
        }
        Mux<Sample> mux = Mux.of(files, StochasticPolicy.of(4).rate(16));
        StreamerSource<Sample> source = StreamerSource.of(Buffer.samples(64).on(mux))
                .setType(Sample.class)
                .setSeed(42)
                .setMaxSamples(100)
                .build();
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "digits")
                .uid("digits")
                .print();
        env.execute("balanced digits");
    }
}
