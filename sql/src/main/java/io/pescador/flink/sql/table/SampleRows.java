// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sql.table;

import io.pescador.flink.record.FieldNames;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;
import io.pescador.flink.source.reader.RecordMapper;
import io.pescador.flink.streamer.Sampling;
import io.pescador.flink.streamer.spi.Trace;

import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;

import java.util.Arrays;
import java.util.List;

/** Makes rows of samples: the arrays of some names, then where the sample came from. Used by one thread at a time. */
final class SampleRows implements RecordMapper<Sample, RowData> {

    private static final long serialVersionUID = 1;

    private final String table;
    private final int shards;
    private final String[] names;
    private final ArrayConverter[] converters;
    private final Provenance[] provenance;
    private final boolean traces;

    private transient Trace trace;

    /** Names of samples that came last, and the places of the columns' arrays among them. */
    private transient FieldNames known;

    private transient int[] places;

    /** @param converters of the arrays that have {@code names} */
    SampleRows(
            String table,
            int shards,
            List<String> names,
            List<ArrayConverter> converters,
            List<Provenance> provenance) {
        this.table = table;
        this.shards = shards;
        this.names = names.toArray(new String[0]);
        this.converters = converters.toArray(new ArrayConverter[0]);
        this.provenance = provenance.toArray(new Provenance[0]);
        traces = provenance.stream().anyMatch(Provenance::isTraced);
    }

    @Override
    public RowData map(int shard, long draw, Sample sample, Sampling<Sample> sampling) {
        if (sample.names() != known) {
            find(sample.names());
        }
        GenericRowData row = new GenericRowData(names.length + provenance.length);
        for (int i = 0; i < names.length; i++) {
            row.setField(i, value(i, sample, sampling));
        }
        if (traces) {
            trace = trace == null ? new Trace() : trace;
            sampling.locate(trace);
        }
        for (int i = 0; i < provenance.length; i++) {
            row.setField(names.length + i, provenance[i].of(shard, draw, draw * shards + shard, trace));
        }
        return row;
    }

    private void find(FieldNames all) {
        places = Arrays.stream(names).mapToInt(all::indexOf).toArray();
        known = all;
    }

    private Object value(int column, Sample sample, Sampling<Sample> sampling) {
        if (places[column] < 0) {
            throw refused(column, "has no such array; it has " + sample.names(), sampling);
        }
        NdArray array = sample.get(places[column]);
        if (!converters[column].type().holds(array)) {
            throw refused(
                    column,
                    "has " + array.dtype().numpyName() + " of " + array.rank() + " axes, and the column is "
                            + converters[column].type().sql(),
                    sampling);
        }
        return converters[column].convert(array);
    }

    private IllegalStateException refused(int column, String reason, Sampling<Sample> sampling) {
        Trace here = new Trace();
        sampling.locate(here);
        return new IllegalStateException("table " + table + ", column " + names[column] + ": the sample at path "
                + Provenance.PATH.of(0, 0, 0, here) + " " + reason
                + ". Declare a type that holds all streams, or choose alike arrays with `fields:`");
    }
}
