// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sql.mux;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.api.dataview.MapView;
import org.apache.flink.table.functions.TableSemantics;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.inference.CallContext;
import org.apache.flink.table.types.inference.StateTypeStrategy;
import org.apache.flink.table.types.inference.StaticArgument;
import org.apache.flink.table.types.inference.StaticArgumentTrait;
import org.apache.flink.table.types.inference.TypeInference;
import org.apache.flink.table.types.inference.TypeStrategies;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.types.ColumnList;
import org.apache.flink.types.Row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The types of a call: its arguments, its state, and the rows that it gives. */
final class MuxTypes {

    private static final int INPUT = 0;
    private static final int STREAM_BY = 1;

    private MuxTypes() {}

    /** What a call may have. */
    private static final List<StaticArgument> ARGUMENTS = List.of(
            StaticArgument.table("input", Row.class, false, EnumSet.of(StaticArgumentTrait.SET_SEMANTIC_TABLE)),
            StaticArgument.scalar("stream_by", DataTypes.DESCRIPTOR(), false),
            StaticArgument.scalar("n_active", DataTypes.INT().notNull(), false),
            StaticArgument.scalar("rate", DataTypes.DOUBLE(), true),
            StaticArgument.scalar("weights", DataTypes.MAP(DataTypes.STRING(), DataTypes.DOUBLE()), true),
            StaticArgument.scalar("buffer", DataTypes.STRING(), true),
            StaticArgument.scalar("capacity", DataTypes.INT(), true),
            StaticArgument.scalar("seed", DataTypes.BIGINT(), true));

    /** The arguments that a call has, with the types that it has them in: Flink 2.3 loses casts of arguments that are named. */
    static List<StaticArgument> ofCall(CallContext call) {
        List<DataType> types = call.getArgumentDataTypes();
        List<StaticArgument> arguments = new ArrayList<>();
        for (int i = 0; i < ARGUMENTS.size(); i++) {
            StaticArgument declared = ARGUMENTS.get(i);
            boolean isTyped = i > STREAM_BY && !types.get(i).getLogicalType().is(LogicalTypeRoot.NULL);
            arguments.add(
                    isTyped
                            ? StaticArgument.scalar(
                                    declared.getName(),
                                    declared.isOptional() ? types.get(i).nullable() : types.get(i),
                                    declared.isOptional())
                            : declared);
        }
        return arguments;
    }

    /** @param arguments of the call, or null where it is not known yet */
    static TypeInference inference(List<StaticArgument> arguments) {
        DataType bytesByNumber = MapView.newMapViewDataType(DataTypes.INT(), DataTypes.BYTES());
        DataType bytesByText = MapView.newMapViewDataType(DataTypes.STRING(), DataTypes.BYTES());
        LinkedHashMap<String, StateTypeStrategy> state = new LinkedHashMap<>();
        state.put("own", StateTypeStrategy.of(TypeStrategies.explicit(bytesByNumber)));
        state.put("buffers", StateTypeStrategy.of(TypeStrategies.explicit(bytesByNumber)));
        state.put("numbers", StateTypeStrategy.of(TypeStrategies.explicit(bytesByText)));
        state.put("ids", StateTypeStrategy.of(TypeStrategies.explicit(bytesByNumber)));
        state.put("records", StateTypeStrategy.of(call -> Optional.of(records(call))));
        return TypeInference.newBuilder()
                .staticArguments(arguments == null ? ARGUMENTS : arguments)
                .stateTypeStrategies(state)
                .outputTypeStrategy(call -> Optional.of(output(call)))
                .build();
    }

    private static DataType records(CallContext call) {
        return MapView.newMapViewDataType(
                DataTypes.BIGINT(),
                DataTypes.ROW(DataTypes.FIELD("bound", DataTypes.BIGINT()), DataTypes.FIELD("record", output(call))));
    }

    /** The input's columns without those of {@code PARTITION BY}, which Flink puts before what the function gives. */
    private static DataType output(CallContext call) {
        TableSemantics input = call.getTableSemantics(INPUT).orElseThrow();
        check(call, input);
        List<DataTypes.Field> fields = new ArrayList<>();
        List<DataTypes.Field> all = DataType.getFields(input.dataType());
        for (int column : others(input)) {
            DataTypes.Field field = all.get(column);
            fields.add(DataTypes.FIELD(field.getName(), withoutTimeAttribute(field.getDataType())));
        }
        return DataTypes.ROW(fields);
    }

    /** The places of the columns that are not in {@code PARTITION BY}. */
    static int[] others(TableSemantics input) {
        int[] keys = input.partitionByColumns();
        return IntStream.range(0, DataType.getFieldCount(input.dataType()))
                .filter(column -> Arrays.stream(keys).noneMatch(key -> key == column))
                .toArray();
    }

    /** A record that was kept comes at another time than it has. */
    private static DataType withoutTimeAttribute(DataType type) {
        LogicalType logical = type.getLogicalType();
        DataType plain = logical instanceof LocalZonedTimestampType local
                ? DataTypes.TIMESTAMP_LTZ(local.getPrecision())
                : logical instanceof TimestampType timestamp ? DataTypes.TIMESTAMP(timestamp.getPrecision()) : null;
        if (plain == null) {
            return type;
        }
        return logical.isNullable() ? plain : plain.notNull();
    }

    private static void check(CallContext call, TableSemantics input) {
        ColumnList columns = call.getArgumentValue(STREAM_BY, ColumnList.class).orElse(null);
        if (columns == null) {
            return;
        }
        List<String> names = DataType.getFieldNames(input.dataType());
        if (columns.getNames().size() != 1) {
            throw new ValidationException("Mux: stream_by names "
                    + columns.getNames().size() + " columns: name one, as in stream_by => DESCRIPTOR(label)");
        }
        if (!names.contains(columns.getNames().get(0))) {
            throw new ValidationException(
                    "Mux: stream_by is \"" + columns.getNames().get(0) + "\", which is no column of the input; it has "
                            + String.join(", ", names));
        }
    }
}
