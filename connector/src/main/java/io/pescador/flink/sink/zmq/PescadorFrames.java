// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.zmq;

import io.pescador.flink.record.FieldNames;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;

import org.apache.flink.annotation.PublicEvolving;

import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessageInsufficientBufferException;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The wire format of pescador 3 ({@code zmq_send_data} and {@code zmq_recv_data}): one message of several frames for each sample.
 *
 * <p>The first frame is a msgpack list with a map {@code {dtype, shape, key, aligned}} for each array, sorted by key; then follows one
 * frame for each array with its bytes in C order. An empty list ends the stream, and that is why a sample must have an array.
 *
 * <p>Thread-safe: there is no state.
 */
@PublicEvolving
public final class PescadorFrames {

    private PescadorFrames() {}

    /** The message that ends a stream. */
    public static List<ByteBuffer> endOfStream() {
        // An empty msgpack list.
        return List.of(ByteBuffer.wrap(new byte[] {(byte) 0x90}));
    }

    /**
     * The frames of a sample, little-endian. The arrays' bytes are not copied.
     *
     * @throws IllegalArgumentException if the sample has no array: the message would end the stream
     */
    public static List<ByteBuffer> encode(Sample sample) {
        return encode(sample, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The frames of a sample in a given order of bytes, as a machine of that order sends them. Arrays of another order than
     * little-endian are copied.
     *
     * @throws IllegalArgumentException if the sample has no array: the message would end the stream
     */
    public static List<ByteBuffer> encode(Sample sample, ByteOrder order) {
        if (sample.size() == 0) {
            throw new IllegalArgumentException(
                    "a sample without arrays cannot be sent: its message would end the stream");
        }
        Integer[] sorted = sortedByKey(sample.names());
        List<ByteBuffer> frames = new ArrayList<>(sorted.length + 1);
        try (MessageBufferPacker header = MessagePack.newDefaultBufferPacker()) {
            header.packArrayHeader(sorted.length);
            frames.add(null);
            for (int field : sorted) {
                NdArray array = sample.get(field);
                header.packMapHeader(4);
                header.packString("dtype").packString(WireType.name(array, order));
                header.packString("shape").packArrayHeader(array.rank());
                for (int axis = 0; axis < array.rank(); axis++) {
                    header.packInt(array.length(axis));
                }
                header.packString("key").packString(sample.names().get(field));
                header.packString("aligned").packBoolean(true);
                frames.add(bytes(array, order));
            }
            frames.set(0, ByteBuffer.wrap(header.toByteArray()));
            return frames;
        } catch (IOException e) {
            throw new IllegalStateException("a buffer in memory cannot fail", e);
        }
    }

    /** Python sorts texts by code point, which is the order of their UTF-8 and not that of {@link String#compareTo}. */
    private static Integer[] sortedByKey(FieldNames names) {
        Integer[] sorted = new Integer[names.size()];
        Arrays.setAll(sorted, i -> i);
        Arrays.sort(
                sorted,
                Comparator.comparing(i -> names.get(i).getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
        return sorted;
    }

    private static ByteBuffer bytes(NdArray array, ByteOrder order) {
        int word = array.dtype().wordSize();
        if (order == ByteOrder.LITTLE_ENDIAN || word == 1) {
            return array.buffer();
        }
        byte[] swapped = array.toByteArray();
        array.dtype().swapBytes(swapped);
        return ByteBuffer.wrap(swapped);
    }

    /**
     * Reads a message. The sample's arrays keep the given bytes, in the order of the message; the caller gives the bytes away.
     *
     * @param frames the frames of one message, header first
     * @return the sample; empty if the message ends the stream
     * @throws FrameException if the frames are no such message. No memory is taken before the sizes that a message claims are found to
     *     be those of its frames
     */
    public static Optional<Sample> decode(List<byte[]> frames) throws FrameException {
        if (frames.isEmpty()) {
            throw new FrameException("a message without frames: the first is the header");
        }
        byte[] header = frames.get(0);
        try (MessageUnpacker in = MessagePack.newDefaultUnpacker(header)) {
            int arrays = in.unpackArrayHeader();
            if (arrays != frames.size() - 1) {
                throw new FrameException("the header tells of " + Integer.toUnsignedString(arrays)
                        + " arrays, but the message has " + (frames.size() - 1) + " frames after it");
            }
            List<String> names = new ArrayList<>(arrays);
            NdArray[] values = new NdArray[arrays];
            for (int i = 0; i < arrays; i++) {
                ArrayHeader array = ArrayHeader.read(in, header.length, i);
                names.add(array.key());
                values[i] = array.wrap(frames.get(i + 1));
            }
            if (in.getTotalReadBytes() != header.length) {
                throw new FrameException((header.length - in.getTotalReadBytes()) + " bytes follow the header");
            }
            return arrays == 0 ? Optional.empty() : Optional.of(Sample.of(FieldNames.of(names), values));
        } catch (FrameException e) {
            throw e;
        } catch (MessageInsufficientBufferException e) {
            throw new FrameException("the header breaks off after " + header.length + " bytes", e);
        } catch (MessagePackException | IllegalArgumentException | IOException e) {
            String reason = Objects.requireNonNullElse(e.getMessage(), "no valid msgpack");
            throw new FrameException("the header is not that of a pescador message: " + reason, e);
        }
    }

    /** What the header tells of one array. */
    private record ArrayHeader(int place, String dtype, int[] shape, String key) {

        static ArrayHeader read(MessageUnpacker in, int length, int place) throws IOException {
            String dtype = null;
            int[] shape = null;
            String key = null;
            int entries = in.unpackMapHeader();
            for (int i = 0; i < entries; i++) {
                String entry = text(in, length);
                switch (entry) {
                    case "dtype" -> dtype = text(in, length);
                    case "shape" -> shape = shape(in);
                    case "key" -> key = text(in, length);
                    default -> in.skipValue();
                }
            }
            if (dtype == null || shape == null || key == null) {
                String missing = dtype == null ? "dtype" : shape == null ? "shape" : "key";
                throw new FrameException("array " + place + " of the header has no \"" + missing + "\"");
            }
            return new ArrayHeader(place, dtype, shape, key);
        }

        private static String text(MessageUnpacker in, int length) throws IOException {
            int size = in.unpackRawStringHeader();
            long left = length - in.getTotalReadBytes();
            if (size < 0 || size > left) {
                throw new FrameException("the header breaks off in a text of " + Integer.toUnsignedString(size)
                        + " bytes: " + left + " are left");
            }
            return new String(in.readPayload(size), StandardCharsets.UTF_8);
        }

        private static int[] shape(MessageUnpacker in) throws IOException {
            int rank = in.unpackArrayHeader();
            if (rank < 0 || rank > NdArray.MAX_RANK) {
                throw new FrameException(
                        "an array has at most " + NdArray.MAX_RANK + " axes, not " + Integer.toUnsignedString(rank));
            }
            int[] shape = new int[rank];
            for (int axis = 0; axis < rank; axis++) {
                shape[axis] = in.unpackInt();
            }
            return shape;
        }

        NdArray wrap(byte[] bytes) throws FrameException {
            try {
                WireType type = WireType.named(dtype);
                NdArray array = NdArray.wrap(type.dtype(), type.itemSize(), shape, bytes);
                if (type.swapped()) {
                    type.dtype().swapBytes(bytes);
                }
                return array;
            } catch (IllegalArgumentException e) {
                throw new FrameException("array \"" + key + "\": " + e.getMessage(), e);
            }
        }
    }
}
