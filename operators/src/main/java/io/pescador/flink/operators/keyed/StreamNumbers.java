// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;

import java.util.HashMap;
import java.util.Map;

/** Which number a stream has in the picker's pool: its place in the list of declared ones, or one that keyed state remembers. */
final class StreamNumbers {

    static final int UNKNOWN = -1;

    /** So many streams of a key are looked up without asking the state backend. */
    private static final int MOST_KNOWN = 256;

    private final String[] declared;
    private final Map<String, Integer> declaredNumbers = new HashMap<>();
    private final MapState<String, Integer> numbers;
    private final MapState<Integer, String> ids;

    private StreamNumbers(String[] declared, MapState<String, Integer> numbers, MapState<Integer, String> ids) {
        this.declared = declared;
        this.numbers = numbers;
        this.ids = ids;
        for (int i = 0; declared != null && i < declared.length; i++) {
            declaredNumbers.put(declared[i], i);
        }
    }

    static StreamNumbers of(String[] declared, KeyedStateStore store) {
        return declared != null
                ? new StreamNumbers(declared, null, null)
                : new StreamNumbers(
                        null,
                        store.getMapState(
                                new MapStateDescriptor<>("numbers", StringSerializer.INSTANCE, IntSerializer.INSTANCE)),
                        store.getMapState(
                                new MapStateDescriptor<>("ids", IntSerializer.INSTANCE, StringSerializer.INSTANCE)));
    }

    int number(String id, Map<String, Integer> known) throws Exception {
        if (declared != null) {
            return declaredNumbers.getOrDefault(id, UNKNOWN);
        }
        Integer number = known.get(id);
        if (number == null) {
            number = numbers.get(id);
            if (number == null) {
                return UNKNOWN;
            }
            learn(id, number, known);
        }
        return number;
    }

    private static void learn(String id, int number, Map<String, Integer> known) {
        if (known.size() == MOST_KNOWN) {
            known.clear();
        }
        known.put(id, number);
    }

    String id(int number) throws Exception {
        return declared == null ? ids.get(number) : declared[number];
    }

    void remember(String id, int number, Map<String, Integer> known) throws Exception {
        learn(id, number, known);
        numbers.put(id, number);
        ids.put(number, id);
    }

    void forget(int number, Map<String, Integer> known) throws Exception {
        String id = ids.get(number);
        known.remove(id);
        numbers.remove(id);
        ids.remove(number);
    }

    void clear() {
        if (declared == null) {
            numbers.clear();
            ids.clear();
        }
    }
}
