// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.streamer;

/** What an {@link ActiveStream} answers when it is asked for its next item. */
public enum Poll {
    /** There is one: {@link ActiveStream#item()}. */
    ITEM,
    /** Not yet: ask again after {@link Session#wake()}. */
    PENDING,
    /** There are no more, now and ever. */
    END
}
