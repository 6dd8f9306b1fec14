// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed;

import io.pescador.flink.streamer.spi.Seeds;
import io.pescador.flink.streamer.state.DamagedStateException;
import io.pescador.flink.streamer.state.Seal;

import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Which number a stream has in the picker's pool: its place in the list of declared ones, or one that keyed state remembers.
 *
 * <p>Layout there: id → 4 bytes number; number → 8 bytes weight and the id as Flink writes strings; both values {@link Seal sealed} for
 * their keys. A stream whose id is lost would pass for a new one, so a key's state has a digest of all ids: the sum of one hash each.
 */
final class StreamNumbers {

    static final int UNKNOWN = -1;

    /** So many streams of a key are looked up without asking the state backend. */
    private static final int MOST_KNOWN = 256;

    private final String[] declared;
    private final Map<String, Integer> declaredNumbers = new HashMap<>();
    private final MapState<String, byte[]> numbers;
    private final MapState<Integer, byte[]> ids;

    private StreamNumbers(String[] declared, MapState<String, byte[]> numbers, MapState<Integer, byte[]> ids) {
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
                        store.getMapState(new MapStateDescriptor<>(
                                "numbers", StringSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE)),
                        store.getMapState(new MapStateDescriptor<>(
                                "ids", IntSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE)));
    }

    int number(String id, KeyMux mux) throws Exception {
        if (declared != null) {
            return declaredNumbers.getOrDefault(id, UNKNOWN);
        }
        Integer number = mux.known.get(id);
        if (number == null) {
            byte[] saved = numbers.get(id);
            if (saved == null) {
                return UNKNOWN;
            }
            number = number(saved, id, mux);
            learn(id, number, mux.known);
        }
        return number;
    }

    private static int number(byte[] saved, String id, KeyMux mux) throws DamagedStateException {
        return ByteBuffer.wrap(Seal.open(saved, placeOf(id, mux), "the saved number of stream \"" + id + "\""))
                .getInt();
    }

    private static void learn(String id, int number, Map<String, Integer> known) {
        if (known.size() == MOST_KNOWN) {
            known.clear();
        }
        known.put(id, number);
    }

    private static long placeOf(String id, KeyMux mux) {
        return Seeds.mix(mux.state.seed, id.hashCode());
    }

    private static long placeOf(int number, KeyMux mux) {
        return Seeds.mix(mux.state.seed, number);
    }

    private static long digest(String id, int number, KeyMux mux) {
        return Seeds.mix(placeOf(id, mux), number);
    }

    String id(int number, KeyMux mux) throws Exception {
        return declared == null ? stream(number, mux).id() : declared[number];
    }

    private Known stream(int number, KeyMux mux) throws Exception {
        return stream(number, ids.get(number), mux);
    }

    private static Known stream(int number, byte[] saved, KeyMux mux) throws IOException {
        String what = "the saved id of stream number " + number;
        if (saved == null) {
            throw new DamagedStateException(what, "it is not there");
        }
        DataInputDeserializer in = new DataInputDeserializer(Seal.open(saved, placeOf(number, mux), what));
        double weight = in.readDouble();
        return new Known(StringSerializer.INSTANCE.deserialize(in), number, weight);
    }

    void remember(String id, int number, double weight, KeyMux mux) throws Exception {
        learn(id, number, mux.known);
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
        numbers.put(id, Seal.seal(bytes, placeOf(id, mux)));
        DataOutputSerializer out = new DataOutputSerializer(32);
        out.writeDouble(weight);
        StringSerializer.INSTANCE.serialize(id, out); // not UTF-8, which some strings do not survive
        ids.put(number, Seal.seal(out.getCopyOfBuffer(), placeOf(number, mux)));
        mux.state.idsDigest += digest(id, number, mux);
    }

    void forget(int number, KeyMux mux) throws Exception {
        String id = stream(number, mux).id();
        mux.known.remove(id);
        numbers.remove(id);
        ids.remove(number);
        mux.state.idsDigest -= digest(id, number, mux);
    }

    /**
     * Looks through all that is known of the current key's streams.
     *
     * @throws DamagedStateException if it is not all that was saved
     */
    void lookThrough(KeyMux mux, Visitor visitor) throws Exception {
        long digest = 0;
        for (Map.Entry<Integer, byte[]> saved : ids.entries()) {
            Known stream = stream(saved.getKey(), saved.getValue(), mux);
            byte[] number = numbers.get(stream.id());
            if (number == null || number(number, stream.id(), mux) != stream.number()) {
                throw new DamagedStateException("the saved number of stream \"" + stream.id() + "\"", "it is lost");
            }
            digest += digest(stream.id(), stream.number(), mux);
            visitor.visit(stream.id(), stream.weight());
        }
        if (digest != mux.state.idsDigest) {
            throw new DamagedStateException("the saved state of a key", "some of its streams are lost");
        }
    }

    /** Gets each stream of {@link #lookThrough}. */
    interface Visitor {

        void visit(String id, double weight);
    }

    private record Known(String id, int number, double weight) {}

    boolean isEmpty() throws Exception {
        return declared != null || ids.isEmpty();
    }

    void clear() {
        if (declared == null) {
            numbers.clear();
            ids.clear();
        }
    }
}
