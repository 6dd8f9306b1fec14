// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import java.util.HashMap;
import java.util.Map;

/** Streams whose ids are settings: the number of each is its index. The same for all keys. */
final class DeclaredStreams implements StreamRegistry {

    private final String[] ids;
    private final Map<String, Integer> numbers = new HashMap<>();

    DeclaredStreams(String... ids) {
        this.ids = ids;
        for (int i = 0; i < ids.length; i++) {
            numbers.put(ids[i], i);
        }
    }

    @Override
    public int number(String id) {
        Integer number = numbers.get(id);
        if (number == null) {
            throw new RefusedInputException("stream \"" + id + "\" is none of the " + ids.length
                    + " declared streams: declare it, or filter its records before the mux");
        }
        return number;
    }

    @Override
    public String id(int number) {
        return ids[number];
    }

    @Override
    public void remember(String id, int number, double weight) {
        throw new IllegalStateException("all streams are declared");
    }

    /** A declared stream keeps its number. */
    @Override
    public void forget(int number) {}

    @Override
    public void check(MuxHost<?> host) {}

    @Override
    public boolean isEmpty() {
        return true;
    }
}
