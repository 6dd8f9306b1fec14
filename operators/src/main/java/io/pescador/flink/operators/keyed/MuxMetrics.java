// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.operators.keyed.core.MuxCounts;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

import java.util.function.LongSupplier;

/** Reports the counts of a keyed mux, per subtask and over all of its keys, in the group {@code mux} of its operator. */
final class MuxMetrics {

    private MuxMetrics() {}

    static void register(MetricGroup operator, MuxCounts counts) {
        MetricGroup group = operator.addGroup("mux");
        group.counter("drawn", new CountView(() -> counts.drawn));
        group.counter("repeated", new CountView(() -> counts.repeated));
        group.counter("passedBy", new CountView(() -> counts.passedBy));
        group.counter("notSampled", new CountView(() -> counts.notSampled));
        group.counter("replacedUnseen", new CountView(() -> counts.replacedUnseen));
        group.counter("dropped", new CountView(() -> counts.dropped));
        group.counter("discarded", new CountView(() -> counts.discarded));
        group.counter("waits", new CountView(() -> counts.waits));
        group.counter("closed", new CountView(() -> counts.closed));
        group.counter("idle", new CountView(() -> counts.idle));
        group.counter("forgotten", new CountView(() -> counts.forgotten));
        group.gauge("lastAge", () -> counts.lastAge);
        group.gauge("meanAge", counts::meanAge);
    }

    /** A count as Flink's reporters read it. */
    private record CountView(LongSupplier count) implements Counter {

        @Override
        public long getCount() {
            return count.getAsLong();
        }

        @Override
        public void inc() {
            inc(1);
        }

        @Override
        public void inc(long n) {
            throw new UnsupportedOperationException("only the mux counts");
        }

        @Override
        public void dec() {
            inc(-1);
        }

        @Override
        public void dec(long n) {
            inc(-n);
        }
    }
}
