// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.zmq;

import io.pescador.flink.record.DType;
import io.pescador.flink.record.FieldNames;
import io.pescador.flink.record.NdArray;
import io.pescador.flink.record.Sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** {@code wire/pescador-frames.json} was written by pescador 3.0.0 itself. */
class PescadorFramesTest {

    static Stream<WireCase> cases() throws IOException {
        try (InputStream json = PescadorFramesTest.class.getResourceAsStream("/wire/pescador-frames.json")) {
            JsonNode cases = new ObjectMapper().readTree(json).get("cases");
            return StreamSupport.stream(cases.spliterator(), false).map(WireCase::of);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void samplesGiveTheBytesThatPescadorSends(WireCase wire) {
        List<ByteBuffer> frames = wire.arrays.size() == 0
                ? PescadorFrames.endOfStream()
                : PescadorFrames.encode(wire.sample(), wire.order());
        assertThat(bytes(frames)).usingElementComparator(Arrays::compare).containsExactlyElementsOf(wire.frames);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bytesThatPescadorSendsGiveTheArrays(WireCase wire) throws FrameException {
        if (wire.arrays.size() == 0) {
            assertThat(PescadorFrames.decode(wire.frames)).isEmpty();
        } else {
            assertThat(PescadorFrames.decode(wire.frames)).contains(wire.sample());
        }
    }

    @Test
    void thereAreSevenCases() throws IOException {
        assertThat(cases()).hasSize(7);
    }

    @Test
    void arraysAreSortedByCodePoint() throws FrameException {
        NdArray one = NdArray.scalar(1);
        // U+FF5E sorts before U+1F41F in Python; in Java's UTF-16 it is the other way round.
        Sample sample = Sample.of(FieldNames.of("b", "\uD83D\uDC1F", "a", "\uFF5E"), one, one, one, one);
        Sample received =
                PescadorFrames.decode(bytes(PescadorFrames.encode(sample))).orElseThrow();
        assertThat(received.names()).containsExactly("a", "b", "\uFF5E", "\uD83D\uDC1F");
    }

    @Test
    void textsTravelInBothByteOrders() throws FrameException {
        Sample sample = Sample.of("t", NdArray.of("", "señal", "\uD83D\uDC1F"));
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            assertThat(PescadorFrames.decode(bytes(PescadorFrames.encode(sample, order))))
                    .contains(sample);
        }
    }

    @Test
    void aRowOfALargerArrayIsSentWithoutTheRest() throws FrameException {
        NdArray row = NdArray.of(1f, 2f, 3f, 4f, 5f, 6f).reshape(3, 2).row(1);
        List<byte[]> frames = bytes(PescadorFrames.encode(Sample.of("X", row)));
        assertThat(frames.get(1)).hasSize(8);
        assertThat(PescadorFrames.decode(frames)).contains(Sample.of("X", NdArray.of(3f, 4f)));
    }

    @Test
    void aSampleWithoutArraysIsRefusedSinceItWouldEndTheStream() {
        Sample empty = Sample.of(FieldNames.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PescadorFrames.encode(empty))
                .withMessageContaining("end the stream");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''             | 1 | the header breaks off after 0 bytes",
                "90             | 2 | tells of 0 arrays, but the message has 1 frames after it",
                "91             | 1 | tells of 1 arrays, but the message has 0 frames after it",
                "dd7fffffff     | 2 | tells of 2147483647 arrays",
                "ddffffffff     | 2 | the header is not that of a pescador message: ",
                "9000           | 1 | 1 bytes follow the header",
                "9180           | 2 | array 0 of the header has no \"dtype\"",
                "c0             | 1 | the header is not",
                "918a           | 2 | the header breaks off after 2 bytes",
                "9181db7fffffff | 2 | breaks off in a text of 2147483647 bytes: 0 are left",
                "9181a3         | 2 | breaks off in a text of 3 bytes: 0 are left",
                "9181a57368617065dd00000041 | 2 | at most 64 axes, not 65",
                "9181a57368617065dd7fffffff | 2 | at most 64 axes, not 2147483647",
                "9181a57368617065a131       | 2 | the header is not that of a pescador message: ",
            })
    void malformedHeadersAreRefused(String header, int frames, String reason) {
        List<byte[]> message = new ArrayList<>(List.of(HexFormat.of().parseHex(header)));
        while (message.size() < frames) {
            message.add(new byte[4]);
        }
        assertRefused(message, reason);
    }

    @Test
    void arraysThatAreNotWhatTheHeaderSaysAreRefused() throws IOException {
        assertRefused(
                message("float32", "X", new byte[8], 3),
                "array \"X\": shape (3,) of 4-byte elements takes 12 bytes, not 8");
        assertRefused(message("float32", "X", new byte[8], 1 << 30, 1 << 30), "array \"X\": ");
        assertRefused(message("float32", "X", new byte[8], -2), "axis of negative length");
        assertRefused(message("complex64", "X", new byte[8], 1), "array \"X\": no array type is called \"complex64\"");
        assertRefused(message("<U0", "X", new byte[0], 1), "no array type is called \"<U0\"");
        assertRefused(message("<U99999999", "X", new byte[8], 1 << 30), "array \"X\": ");
        List<byte[]> twice = new ArrayList<>(message("uint8", "X", new byte[1], 1));
        byte[] header = twice.get(0);
        byte[] doubled = new byte[header.length * 2 - 1];
        System.arraycopy(header, 0, doubled, 0, header.length);
        System.arraycopy(header, 1, doubled, header.length, header.length - 1);
        doubled[0] = (byte) 0x92;
        twice.set(0, doubled);
        twice.add(new byte[1]);
        assertRefused(twice, "two arrays named \"X\"");
    }

    @Property(tries = 2_000)
    void anyBytesAreASampleOrARefusalAndNothingElse(
            @ForAll @Size(max = 60) List<Byte> header, @ForAll @IntRange(max = 3) int frames) {
        byte[] bytes = new byte[header.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = header.get(i);
        }
        assertSampleOrRefusal(bytes, frames);
    }

    @Property(tries = 2_000)
    void aBrokenHeaderIsASampleOrARefusalAndNothingElse(
            @ForAll @IntRange(max = 200) int place, @ForAll @ByteRange(min = Byte.MIN_VALUE) byte value)
            throws IOException {
        byte[] header = cases().toList().get(1).frames.get(0).clone();
        header[place % header.length] = value;
        assertSampleOrRefusal(header, 3);
    }

    private static void assertSampleOrRefusal(byte[] header, int frames) {
        List<byte[]> message = new ArrayList<>(List.of(header));
        for (int i = 0; i < frames; i++) {
            message.add(new byte[4]);
        }
        try {
            PescadorFrames.decode(message);
        } catch (FrameException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
    }

    private static void assertRefused(List<byte[]> message, String reason) {
        assertThatThrownBy(() -> PescadorFrames.decode(message))
                .isInstanceOf(FrameException.class)
                .hasMessageContaining(reason);
    }

    private static List<byte[]> message(String dtype, String key, byte[] payload, int... shape) throws IOException {
        try (MessageBufferPacker header = MessagePack.newDefaultBufferPacker()) {
            header.packArrayHeader(1).packMapHeader(3);
            header.packString("dtype").packString(dtype).packString("key").packString(key);
            header.packString("shape").packArrayHeader(shape.length);
            for (int length : shape) {
                header.packInt(length);
            }
            return List.of(header.toByteArray(), payload);
        }
    }

    private static List<byte[]> bytes(List<ByteBuffer> frames) {
        return frames.stream()
                .map(frame -> {
                    byte[] bytes = new byte[frame.remaining()];
                    frame.duplicate().get(bytes);
                    return bytes;
                })
                .toList();
    }

    /** One case of the file. */
    private record WireCase(String name, List<byte[]> frames, JsonNode arrays) {

        static WireCase of(JsonNode json) {
            List<byte[]> frames = new ArrayList<>();
            json.get("frames").forEach(frame -> frames.add(Base64.getDecoder().decode(frame.textValue())));
            return new WireCase(json.get("name").textValue(), frames, json.get("arrays"));
        }

        ByteOrder order() {
            return name.equals("big-endian") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        }

        Sample sample() {
            List<String> names = new ArrayList<>();
            List<NdArray> values = new ArrayList<>();
            arrays.fields().forEachRemaining(entry -> {
                names.add(entry.getKey());
                values.add(array(entry.getValue()));
            });
            return Sample.of(FieldNames.of(names), values.toArray(new NdArray[0]));
        }

        private static NdArray array(JsonNode json) {
            String name = json.get("dtype").textValue();
            DType dtype = name.equals(">f4") ? DType.FLOAT32 : DType.named(name);
            int[] shape = StreamSupport.stream(json.get("shape").spliterator(), false)
                    .mapToInt(JsonNode::intValue)
                    .toArray();
            JsonNode values = json.get("values");
            ByteBuffer bytes =
                    ByteBuffer.allocate(values.size() * dtype.itemSize()).order(ByteOrder.LITTLE_ENDIAN);
            for (JsonNode value : values) {
                switch (dtype) {
                    case BOOL -> bytes.put((byte) (value.booleanValue() ? 1 : 0));
                    case UINT8 -> bytes.put((byte) value.intValue());
                    case INT32 -> bytes.putInt(value.intValue());
                    case INT64 -> bytes.putLong(value.longValue());
                        // 1.5, the only float16 of the file.
                    case FLOAT16 -> bytes.putShort((short) (value.doubleValue() == 1.5 ? 0x3e00 : 0));
                    case FLOAT32 -> bytes.putFloat(value.floatValue());
                    case FLOAT64 -> bytes.putDouble(value.doubleValue());
                    default -> throw new IllegalArgumentException(name);
                }
            }
            return NdArray.wrap(dtype, shape, bytes.array());
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
