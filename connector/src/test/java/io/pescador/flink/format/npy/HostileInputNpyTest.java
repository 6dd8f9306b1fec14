// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.internal.Fixtures;
import io.pescador.flink.format.internal.MemoryFile;
import io.pescador.flink.record.NdArray;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import static io.pescador.flink.format.internal.HostileInput.INFLATED;
import static io.pescador.flink.format.internal.HostileInput.PLAIN;
import static io.pescador.flink.format.internal.HostileInput.fuzz;
import static io.pescador.flink.format.internal.HostileInput.rows;

/** Damaged npy and npz files. */
class HostileInputNpyTest {

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void npy(@ForAll long seed) throws IOException {
        List<byte[]> originals = new ArrayList<>();
        for (String file : Fixtures.in("npy")) {
            if (file.endsWith(".npy") && Fixtures.bytes(file).length < 1000) {
                originals.add(Fixtures.bytes(file));
            }
        }
        fuzz(seed, originals, PLAIN, bytes -> {
            NpyReader.read(MemoryFile.of(bytes, "f.npy"));
            rows(NpyRows.of("f.npy", "x").open(MemoryFile.of(bytes, "f.npy")));
            rows(NpyRows.of("f.npy", "x").window(3, 1).open(MemoryFile.of(bytes, "f.npy")));
        });
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void npyFromAStream(@ForAll long seed) throws IOException {
        List<byte[]> originals = List.of(
                Fixtures.bytes("npy-saved/five-d.npy"),
                Fixtures.bytes("npy-saved/str.npy"),
                Fixtures.bytes("npy/fortran-3d.npy"));
        fuzz(seed, originals, PLAIN, bytes -> NpyReader.read(new ByteArrayInputStream(bytes), "f.npy"));
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void npz(@ForAll long seed) throws IOException {
        List<byte[]> originals = new ArrayList<>();
        for (String name : List.of("stored", "deflated", "wide", "fortran", "fortran-deflated", "umlaut", "object")) {
            originals.add(Fixtures.bytes("npz/" + name + ".npz"));
        }
        originals.add(bomb());
        fuzz(seed, originals, 8 * INFLATED, bytes -> {
            rows(NpzRows.of("f.npz").open(MemoryFile.of(bytes, "f.npz")));
            rows(NpzRows.of("f.npz").window(3, 2).open(MemoryFile.of(bytes, "f.npz")));
            try (NpzFile npz = NpzFile.open(MemoryFile.of(bytes, "f.npz"))) {
                for (String name : npz.names()) {
                    npz.read(name);
                }
            }
        });
    }

    /** A megabyte of zeros in a few hundred bytes, behind a header that is true. */
    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (NpzWriter writer = NpzWriter.deflated(out)) {
            writer.write("zeros", NdArray.of(new byte[1 << 20]).reshape(1 << 6, 1 << 14));
        }
        return out.toByteArray();
    }
}
