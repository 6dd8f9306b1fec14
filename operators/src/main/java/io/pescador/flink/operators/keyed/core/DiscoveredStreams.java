// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import io.pescador.flink.operators.keyed.records.StateMap;
import io.pescador.flink.streamer.spi.Seeds;
import io.pescador.flink.streamer.state.DamagedStateException;
import io.pescador.flink.streamer.state.Seal;
import io.pescador.flink.streamer.state.StateIn;
import io.pescador.flink.streamer.state.StateOut;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Streams of one key that turn up as their records come; the state of the key remembers their numbers.
 *
 * <p>Layout there: id → 4 bytes number; number → 8 bytes weight, varint length of the id + 1, and each UTF-16 unit of it as a varint; both
 * values {@link Seal sealed} for their keys. A stream whose id is lost would pass for a new one, so the state of the key has a digest of
 * all ids: the sum of one hash each.
 */
final class DiscoveredStreams implements StreamRegistry {

    /** This many streams are looked up without asking the state backend. */
    private static final int MAX_KNOWN = 256;

    private final KeyState state;
    private final StateMap<String, byte[]> numbers;
    private final StateMap<Integer, byte[]> ids;
    /** The numbers of streams whose records came lately. */
    private final Map<String, Integer> known = new HashMap<>();

    DiscoveredStreams(KeyState state, StateMap<String, byte[]> numbers, StateMap<Integer, byte[]> ids) {
        this.state = state;
        this.numbers = numbers;
        this.ids = ids;
    }

    @Override
    public int number(String id) throws Exception {
        Integer number = known.get(id);
        if (number == null) {
            byte[] saved = numbers.get(id);
            if (saved == null) {
                return UNKNOWN;
            }
            number = number(saved, id);
            learn(id, number);
        }
        return number;
    }

    private int number(byte[] saved, String id) throws DamagedStateException {
        return ByteBuffer.wrap(Seal.open(saved, placeOf(id), "the saved number of stream \"" + id + "\""))
                .getInt();
    }

    private void learn(String id, int number) {
        if (known.size() == MAX_KNOWN) {
            known.clear();
        }
        known.put(id, number);
    }

    private long placeOf(String id) {
        return Seeds.mix(state.seed, id.hashCode());
    }

    private long placeOf(int number) {
        return Seeds.mix(state.seed, number);
    }

    private long digest(String id, int number) {
        return Seeds.mix(placeOf(id), number);
    }

    @Override
    public String id(int number) throws Exception {
        return stream(number, ids.get(number)).id();
    }

    private Known stream(int number, byte[] saved) throws IOException {
        String what = "the saved id of stream number " + number;
        if (saved == null) {
            throw new DamagedStateException(what, "it is not there");
        }
        return Known.of(number, Seal.open(saved, placeOf(number), what));
    }

    @Override
    public void remember(String id, int number, double weight) throws Exception {
        learn(id, number);
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
        numbers.put(id, Seal.seal(bytes, placeOf(id)));
        ids.put(number, Seal.seal(new Known(id, number, weight).toBytes(), placeOf(number)));
        state.idsDigest += digest(id, number);
    }

    @Override
    public void forget(int number) throws Exception {
        String id = id(number);
        known.remove(id);
        numbers.remove(id);
        ids.remove(number);
        state.idsDigest -= digest(id, number);
    }

    /** Streams keep the weight that they came with; a mixture of old and new weights would be neither. */
    @Override
    public void check(MuxHost<?> host) throws Exception {
        long digest = 0;
        for (Map.Entry<Integer, byte[]> saved : ids.entries()) {
            Known stream = stream(saved.getKey(), saved.getValue());
            byte[] number = numbers.get(stream.id());
            if (number == null || number(number, stream.id()) != stream.number()) {
                throw new DamagedStateException("the saved number of stream \"" + stream.id() + "\"", "it is lost");
            }
            digest += digest(stream.id(), stream.number());
            double now = host.weight(stream.id());
            if (now != stream.weight()) {
                throw new RefusedInputException("stream \"" + stream.id() + "\" has weight " + stream.weight()
                        + " in the saved state, and now " + now
                        + ": resume with the old weights, or give the operator another uid");
            }
        }
        if (digest != state.idsDigest) {
            throw new DamagedStateException("the saved state of a key", "some of its streams are lost");
        }
    }

    @Override
    public boolean isEmpty() throws Exception {
        return ids.isEmpty();
    }

    private record Known(String id, int number, double weight) {

        /** Not UTF-8, which unpaired surrogates do not survive. */
        byte[] toBytes() throws IOException {
            StateOut out = new StateOut();
            out.bits(Double.doubleToRawLongBits(weight));
            out.number(id.length() + 1L);
            for (int i = 0; i < id.length(); i++) {
                out.number(id.charAt(i));
            }
            return out.toByteArray();
        }

        static Known of(int number, byte[] bytes) throws IOException {
            StateIn in = new StateIn(bytes);
            double weight = Double.longBitsToDouble(in.bits());
            char[] id = new char[in.number(bytes.length, "the length of an id") - 1];
            for (int i = 0; i < id.length; i++) {
                id[i] = (char) in.number(Character.MAX_VALUE, "a character of an id");
            }
            in.end();
            return new Known(new String(id), number, weight);
        }
    }
}
