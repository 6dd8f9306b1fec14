// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.spec;

import io.pescador.flink.format.FormatException;

import org.apache.flink.annotation.Internal;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Tells from a line of JSON which mux and which stream it belongs to, and whether it is the last of that stream. The line itself is passed
 * on as it is written.
 *
 * @param streamBy the field that says the stream
 * @param keyBy the field that says the mux, or null: there is one
 * @param endField the field that says the end of a stream, or null
 * @param endValue its value at the end: a Boolean, Long, Double or String
 * @param declared the ids of all streams, or null
 * @param weights of the streams, or null
 */
@Internal
public record LiveRule(
        String streamBy, String keyBy, String endField, Object endValue, Set<String> declared, WeightTable weights)
        implements Serializable {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /**
     * Reads a line.
     *
     * @param bytes of the line
     * @param file where it comes from
     * @param number of the line, from 1
     * @throws FormatException if it is no JSON object, or does not say its stream; the message names file and line
     */
    public LiveRecord read(ByteBuffer bytes, String file, long number) throws IOException {
        String line;
        try {
            line = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw FormatException.atLine(file, number, "is not UTF-8 text");
        }
        try (JsonParser json = JSON.createParser(line)) {
            return read(json, line, file, number);
        } catch (JacksonException e) {
            throw FormatException.atLine(file, number, "is no JSON object: " + e.getOriginalMessage());
        }
    }

    private LiveRecord read(JsonParser json, String line, String file, long number) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw FormatException.atLine(file, number, "is no JSON object: a line is {\"name\": value, …}");
        }
        String stream = null;
        String key = keyBy == null ? "" : null;
        boolean last = false;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            if (field.equals(streamBy)) {
                stream = id(json, field, "stream_by", file, number);
            }
            if (field.equals(keyBy)) {
                key = id(json, field, "key_by", file, number);
            }
            if (field.equals(endField)) {
                last = isEnd(json);
            }
            json.skipChildren();
        }
        if (json.nextToken() != null) {
            throw FormatException.atLine(file, number, "has something behind the object");
        }
        require(stream, streamBy, "stream_by", file, number);
        require(key, keyBy, "key_by", file, number);
        check(stream, file, number);
        return new LiveRecord(key, stream, last, line);
    }

    private static String id(JsonParser json, String field, String rule, String file, long number) throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_NULL || !token.isScalarValue()) {
            throw FormatException.atLine(
                    file,
                    number,
                    "\"" + field + "\" is "
                            + switch (token) {
                                case START_OBJECT -> "an object";
                                case START_ARRAY -> "a list";
                                default -> "null";
                            }
                            + ", but " + rule + " asks for a text, a number, true or false");
        }
        return json.getText();
    }

    private boolean isEnd(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_TRUE, VALUE_FALSE -> endValue.equals(json.getBooleanValue());
            case VALUE_STRING -> endValue.equals(json.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> endValue instanceof Number value
                    && json.getDoubleValue() == value.doubleValue();
            default -> false;
        };
    }

    private static void require(String value, String field, String rule, String file, long number)
            throws FormatException {
        if (value == null) {
            throw FormatException.atLine(file, number, "has no \"" + field + "\", which " + rule + " asks for");
        }
    }

    private void check(String stream, String file, long number) throws FormatException {
        if (declared != null && !declared.contains(stream)) {
            throw FormatException.atLine(
                    file, number, "stream \"" + stream + "\" is none of those that the plan lists under streams");
        }
        if (weights != null && weights.of(stream) == null) {
            throw FormatException.atLine(
                    file, number, "stream \"" + stream + "\" has no weight: give it one, or \"*\" for all others");
        }
    }
}
