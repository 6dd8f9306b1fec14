// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.files;

import io.pescador.flink.format.FormatException;
import io.pescador.flink.format.index.FileVersion;
import io.pescador.flink.format.index.Versioned;
import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.streamer.items.RowReader;
import io.pescador.flink.streamer.items.Rows;

import org.apache.flink.core.fs.FileStatus;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;

/**
 * The rows of a file as it was when a pattern matched it. Its size and the time of its last change are part of the identity, so state of a
 * job over the file is not resumed over another file of the same name. They are compared at each opening, too.
 */
record VersionedRows<T>(Rows<T> rows, FileVersion pinned) implements Rows<T> {

    /** Listing a folder and asking about a file give times of different precision on some object stores. */
    private static final long PRECISION_MILLIS = 1000;

    @Override
    public RowReader<T> open() throws IOException {
        RowReader<T> reader = rows.open();
        try {
            check(reader instanceof Versioned versioned ? versioned.version() : version());
            return reader;
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private FileVersion version() throws IOException {
        try {
            FileStatus status = InputFile.status(pinned.path());
            return new FileVersion(pinned.path(), status.getLen(), status.getModificationTime());
        } catch (FileNotFoundException e) {
            return pinned; // the rows are not in the file itself: they have been opened
        }
    }

    private void check(FileVersion found) throws FormatException {
        boolean otherTime = found.modified() / PRECISION_MILLIS != pinned.modified() / PRECISION_MILLIS;
        if (found.size() != pinned.size() || otherTime) {
            throw FormatException.of(
                    pinned.path(),
                    "was changed or replaced since its run listed its files: it had " + described(pinned) + ", and has "
                            + described(found) + ". Put the old file back, or start afresh with --fresh");
        }
    }

    private static String described(FileVersion version) {
        return version.size() + " bytes of " + Instant.ofEpochMilli(version.modified());
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
        return rows.identity() + " " + pinned.size() + " bytes of " + pinned.modified();
    }
}
