// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.mux.Policy;
import io.pescador.flink.mux.order.ChainPolicy;
import io.pescador.flink.mux.order.RoundRobinPolicy;
import io.pescador.flink.mux.order.ShuffledPolicy;
import io.pescador.flink.mux.stochastic.StochasticPolicy;
import io.pescador.flink.streamer.spi.Seeds;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A random keyed mux of any kind, and records for it. */
final class RandomMux {

    private final long number;

    /** @param number of the case; mixed, since generators of neighbouring seeds begin alike */
    RandomMux(long number) {
        this.number = number;
    }

    KeyedMuxBuilder<String, Rec> mux() {
        Random random = new Random(Seeds.mix(number, 0));
        KeyedMux<String, Rec> mux = MuxHarness.mux();
        boolean weighted = random.nextBoolean();
        StreamWeight weight = id -> id.length() + (id.charAt(id.length() - 1) - '0') / 3.0;
        Policy policy =
                switch (random.nextInt(5)) {
                    case 0 -> ShuffledPolicy.of();
                    case 1 -> RoundRobinPolicy.of();
                    case 2 -> ChainPolicy.of();
                    default -> {
                        StochasticPolicy stochastic = StochasticPolicy.of(1 + random.nextInt(4));
                        yield random.nextInt(4) > 0 ? stochastic.rate(1 + random.nextInt(20) / 2.0) : stochastic;
                    }
                };
        KeyedMuxBuilder<String, Rec> builder = mux.policy(policy);
        boolean stochastic = policy instanceof StochasticPolicy;
        if (weighted && (stochastic || policy instanceof ShuffledPolicy)) {
            builder.weights(weight);
        }
        boolean declared = random.nextInt(3) == 0;
        if (declared) {
            builder.streams(streams());
        } else {
            builder.maxStreams(stochastic && random.nextBoolean() ? 8 : 64);
        }
        int buffer = random.nextInt(4);
        boolean spills = buffer == 1;
        switch (buffer) {
            case 0 -> builder.fifo(1 + random.nextInt(6), Overflow.values()[random.nextInt(2)]);
            case 1 -> {
                builder.spill();
                if (!declared) {
                    builder.maxStreams(64);
                }
            }
            default -> {
                builder.reservoir(1 + random.nextInt(10), random.nextBoolean() ? Double.NaN : 5);
                if (random.nextBoolean()) {
                    builder.maxRepeats(1 + random.nextInt(4));
                }
                builder.drawsPerRecord(0.4 + random.nextInt(4));
            }
        }
        if (random.nextInt(3) == 0 && !(declared && spills)) {
            builder.endsWith(Rec::last);
        }
        return builder.seed(number);
    }

    static List<String> streams() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add("s" + i);
        }
        return ids;
    }

    /** Records of 20 streams and two keys; the streams come and go. */
    List<Rec> arrivals() {
        Random random = new Random(Seeds.mix(number, 1));
        List<Rec> records = new ArrayList<>();
        int n = 50 + random.nextInt(600);
        for (int i = 0; i < n; i++) {
            int stream = Math.min(19, (int) (random.nextDouble() * random.nextDouble() * 12 + 8.0 * i / n));
            records.add(new Rec("k" + random.nextInt(2), "s" + stream, i, random.nextInt(15) == 0));
        }
        return records;
    }

    /** {@link #mux} where streams may fall silent, unless they spill. */
    KeyedMuxBuilder<String, Rec> muxThatForgets() {
        KeyedMuxBuilder<String, Rec> mux = mux();
        try {
            mux.idleTimeout(Duration.ofMillis(40)).settings("mix");
            return mux;
        } catch (IllegalArgumentException e) {
            return mux();
        }
    }
}
