// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.internal;

import org.apache.flink.annotation.Internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** Decodes UTF-8, and refuses what is none instead of replacing it. Used by one thread at a time. */
@Internal
public final class StrictText {

    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();

    /** @throws CharacterCodingException if it is not UTF-8 */
    public String decode(ByteBuffer bytes) throws CharacterCodingException {
        return utf8.decode(bytes).toString();
    }

    /** @throws ValueException if it is not UTF-8 */
    public String value(ByteBuffer bytes) {
        try {
            return decode(bytes);
        } catch (CharacterCodingException e) {
            throw new ValueException("has a text that is not UTF-8");
        }
    }
}
