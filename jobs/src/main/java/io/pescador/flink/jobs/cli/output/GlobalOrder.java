// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.output;

import io.pescador.flink.record.Sample;
import io.pescador.flink.source.Sampled;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Puts samples of several readers into the global order. A sample's timestamp is its number in that order, so a watermark says up to which
 * number all have come; it holds no more than the readers' lead over each other.
 */
@Internal
public final class GlobalOrder extends KeyedProcessFunction<Integer, Sampled<Sample>, Sampled<Sample>> {

    private static final long serialVersionUID = 1;

    private final TypeInformation<Sampled<Sample>> type;
    private transient MapState<Long, Sampled<Sample>> waiting;

    public GlobalOrder(TypeInformation<Sampled<Sample>> type) {
        this.type = type;
    }

    @Override
    public void open(OpenContext context) {
        waiting = getRuntimeContext().getMapState(new MapStateDescriptor<>("waiting", Types.LONG, type));
    }

    @Override
    public void processElement(Sampled<Sample> sampled, Context context, Collector<Sampled<Sample>> out)
            throws Exception {
        waiting.put(context.timestamp(), sampled);
        context.timerService().registerEventTimeTimer(context.timestamp());
    }

    @Override
    public void onTimer(long number, OnTimerContext context, Collector<Sampled<Sample>> out) throws Exception {
        out.collect(waiting.get(number));
        waiting.remove(number);
    }
}
