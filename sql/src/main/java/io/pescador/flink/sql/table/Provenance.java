// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sql.table;

import io.pescador.flink.streamer.spi.Trace;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A metadata column: where a sample came from. */
enum Provenance {
    SHARD("shard", DataTypes.INT()),
    DRAW("draw", DataTypes.BIGINT()),
    EPOCH("epoch", DataTypes.BIGINT()),
    PATH("path", DataTypes.STRING()),
    ACTIVATION("activation", DataTypes.BIGINT()),
    OFFSET("offset", DataTypes.BIGINT()),
    /** The number in the global order, as milliseconds. */
    TIMESTAMP("timestamp", DataTypes.TIMESTAMP_LTZ(3));

    private final String key;
    private final DataType type;

    Provenance(String key, DataType type) {
        this.key = key;
        this.type = type.notNull();
    }

    static Map<String, DataType> types() {
        Map<String, DataType> types = new LinkedHashMap<>();
        for (Provenance column : values()) {
            types.put(column.key, column.type);
        }
        return types;
    }

    static Provenance of(String key) {
        return Arrays.stream(values())
                .filter(column -> column.key.equals(key))
                .findFirst()
                .orElseThrow();
    }

    /** Whether its value is in the trace of a sample, which has to be followed through the plan. */
    boolean isTraced() {
        return this == EPOCH || this == PATH || this == ACTIVATION || this == OFFSET;
    }

    /**
     * In Flink's internal format.
     *
     * @param number of the sample in the global order
     * @param trace null where no column {@link #isTraced}
     */
    Object of(int shard, long draw, long number, Trace trace) {
        return switch (this) {
            case SHARD -> shard;
            case DRAW -> draw;
            case EPOCH -> trace.epoch();
            case PATH -> StringData.fromString(
                    Arrays.stream(trace.path()).mapToObj(Integer::toString).collect(Collectors.joining("/")));
            case ACTIVATION -> trace.activation();
            case OFFSET -> trace.offset();
            case TIMESTAMP -> TimestampData.fromEpochMillis(number);
        };
    }
}
