// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.files;

import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;

import java.io.IOException;

/**
 * The rows of a file as it was when a pattern matched it. Its size and the time of its last change are part of the identity, so state of a
 * job over the file is not resumed over another file of the same name.
 */
record VersionedRows<T>(Rows<T> rows, long size, long modified) implements Rows<T> {

    @Override
    public RowReader<T> open() throws IOException {
        return rows.open();
    }

    @Override
    public boolean addressable() {
        return rows.addressable();
    }

    @Override
    public String name() {
        return rows.name();
    }

    @Override
    public String identity() {
        return rows.identity() + " " + size + " bytes of " + modified;
    }
}
