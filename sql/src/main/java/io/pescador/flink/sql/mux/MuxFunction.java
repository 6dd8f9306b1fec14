// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sql.mux;

import io.pescador.flink.operators.keyed.core.Draw;
import io.pescador.flink.operators.keyed.core.MuxContext;
import io.pescador.flink.operators.keyed.core.MuxCounts;
import io.pescador.flink.operators.keyed.core.MuxHost;
import io.pescador.flink.operators.keyed.core.RefusedInputException;
import io.pescador.flink.operators.keyed.core.SingleKeyMux;
import io.pescador.flink.operators.keyed.core.StreamRegistry;
import io.pescador.flink.operators.keyed.records.BufferedRecord;
import io.pescador.flink.streamer.state.StateException;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.table.api.TableRuntimeException;
import org.apache.flink.table.api.dataview.MapView;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.functions.ProcessTableFunction;
import org.apache.flink.table.functions.SpecializedFunction;
import org.apache.flink.table.functions.TableSemantics;
import org.apache.flink.table.functions.UserDefinedFunction;
import org.apache.flink.table.types.inference.StaticArgument;
import org.apache.flink.table.types.inference.TypeInference;
import org.apache.flink.types.ColumnList;
import org.apache.flink.types.Row;

import java.util.List;
import java.util.Map;

/**
 * Mixes the streams of each key of a table: the {@linkplain io.pescador.flink.operators.keyed.KeyedMux keyed mux} as a function of SQL. It
 * gives what the keyed mux gives for the same rows in the same order.
 *
 * <pre>{@code
 * CREATE FUNCTION Mux AS 'io.pescador.flink.sql.mux.MuxFunction';
 *
 * SELECT * FROM Mux(
 *     input => TABLE clicks PARTITION BY user_id,
 *     stream_by => DESCRIPTOR(label),
 *     n_active => 2,
 *     rate => 64,
 *     weights => MAP['a', 0.7, 'b', 0.3],
 *     seed => 42,
 *     uid => 'mix');
 * }</pre>
 *
 * <p>Rows have the columns of {@code PARTITION BY} first, then the others in their order. Flink calls the methods, for one key at a time.
 */
@PublicEvolving
public class MuxFunction extends ProcessTableFunction<Row> implements SpecializedFunction {

    private static final long serialVersionUID = 1;

    private static final String AT_END = "end";

    /** Null before the call is known. */
    private final transient List<StaticArgument> types;

    private transient MuxContext<Row> context;
    private transient MuxArguments arguments;
    private transient MuxState state;
    private transient KeyPlace places;
    private transient Context call;
    private transient int[] others;

    /** For Flink, which makes one by name. */
    public MuxFunction() {
        this(null);
    }

    private MuxFunction(List<StaticArgument> types) {
        this.types = types;
    }

    @Override
    public UserDefinedFunction specialize(SpecializedContext context) {
        return new MuxFunction(MuxTypes.ofCall(context.getCallContext()));
    }

    @Override
    public TypeInference getTypeInference(DataTypeFactory factory) {
        return MuxTypes.inference(types);
    }

    /** Takes a row. */
    public void eval(
            Context call,
            MapView<Integer, byte[]> own,
            MapView<Integer, byte[]> buffers,
            MapView<String, byte[]> numbers,
            MapView<Integer, byte[]> ids,
            MapView<Long, Row> records,
            Row input,
            ColumnList streamBy,
            Number nActive,
            Number rate,
            Map<String, Number> weights,
            String buffer,
            Number capacity,
            Number seed)
            throws Exception {
        this.call = call;
        if (others == null) {
            TableSemantics table = call.tableSemanticsFor("input");
            others = MuxTypes.others(table);
            places = KeyPlace.of(table);
        }
        try {
            MuxArguments given = MuxArguments.of(nActive, rate, weights, buffer, capacity);
            setUp(given, new MuxState(own, buffers, numbers, ids, records));
            SingleKeyMux<Row> mux = SingleKeyMux.restore(context, places.place(input));
            if (mux == null) {
                state.arguments(given.toBytes());
                state.place(places.bytes(input));
                mux = SingleKeyMux.start(
                        context, places.seed(seed == null ? 0 : seed.longValue(), input), places.place(input));
            }
            mux.arrive(stream(input, streamBy), false, BufferedRecord.NO_TIMESTAMP, Row.project(input, others));
            mux.save();
        } catch (StateException | RefusedInputException | IllegalArgumentException e) {
            throw new TableRuntimeException("Mux: " + e.getMessage(), e);
        }
    }

    private static String stream(Row input, ColumnList streamBy) {
        String column = streamBy.getNames().get(0);
        Object stream = input.getField(column);
        if (stream == null) {
            throw new RefusedInputException("column " + column + " is null in " + SingleKeyMux.brief(input)
                    + ": each row has a stream. Filter such rows before the mux");
        }
        return stream.toString();
    }

    /** The end of the input, for one key: gives everything that was kept. */
    public void onTimer(
            OnTimerContext call,
            MapView<Integer, byte[]> own,
            MapView<Integer, byte[]> buffers,
            MapView<String, byte[]> numbers,
            MapView<Integer, byte[]> ids,
            MapView<Long, Row> records)
            throws Exception {
        this.call = call;
        MuxState saved = new MuxState(own, buffers, numbers, ids, records);
        if (saved.arguments() == null) {
            return;
        }
        try {
            setUp(MuxArguments.of(saved.arguments()), saved);
            SingleKeyMux.restore(context, KeyPlace.of(saved.place())).drain();
        } catch (StateException | RefusedInputException | IllegalArgumentException e) {
            throw new TableRuntimeException("Mux: " + e.getMessage(), e);
        }
    }

    /** The views of the state are the same objects in each call, and so are the arguments as a rule. */
    private void setUp(MuxArguments given, MuxState views) {
        if (context == null || !given.equals(arguments)) {
            state = views;
            arguments = given;
            context = new MuxContext<>(given.settings(), state, new Host(), new MuxCounts(), 0);
        }
    }

    /** Weights, timers and output of the current key's mux. */
    private final class Host implements MuxHost<Row> {

        @Override
        public double weight(String stream) {
            if (arguments.weights() == null) {
                return 1;
            }
            Double weight = arguments.weights().get(stream);
            return weight == null ? 0 : weight;
        }

        /** The row was made for this call. */
        @Override
        public Row copy(Row record) {
            return record;
        }

        @Override
        public void emit(Draw<Row> draw, StreamRegistry streams) {
            collect(draw.value());
        }

        @Override
        public void drainAtEnd() {
            call.timeContext(Long.class).registerOnTime(AT_END, Long.MAX_VALUE);
        }

        // Flink gives functions no timers of processing time, so that nothing here depends on the clock.

        @Override
        public long now() {
            return 0;
        }

        @Override
        public void wakeAt(long time) {
            throw new IllegalStateException("there is no processing time");
        }

        @Override
        public long arrivalTime(long timestamp) {
            throw new IllegalStateException("keys do not expire");
        }

        @Override
        public void expireAt(long time) {
            throw new IllegalStateException("keys do not expire");
        }
    }
}
