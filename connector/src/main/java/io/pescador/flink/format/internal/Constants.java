// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.internal;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.record.FieldNames;
import io.pescador.flink.record.NdArray;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Texts that every row of a file has besides what it reads: captures of the file's path, say. Immutable. */
public final class Constants implements Serializable {

    public static final Constants NONE = new Constants(new LinkedHashMap<>());

    private final LinkedHashMap<String, String> values;

    private Constants(LinkedHashMap<String, String> values) {
        this.values = values;
    }

    public Constants with(String name, String value) {
        LinkedHashMap<String, String> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new Constants(more);
    }

    /** The names of what is read and, behind them, of the constants. */
    public FieldNames names(List<String> read, String file) throws FormatException {
        List<String> names = new ArrayList<>(read);
        names.addAll(values.keySet());
        try {
            return FieldNames.of(names);
        } catch (IllegalArgumentException e) {
            throw FormatException.of(file, e.getMessage() + ". Give one of them another name with `fields:`");
        }
    }

    /** The constants as arrays without axes. */
    public List<NdArray> arrays() {
        List<NdArray> arrays = new ArrayList<>();
        for (Map.Entry<String, String> constant : values.entrySet()) {
            arrays.add(NdArray.scalar(constant.getValue()));
        }
        return arrays;
    }
}
