// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format.npy;

import io.pescador.flink.format.internal.InputFile;
import io.pescador.flink.record.NdArray;

import java.io.IOException;

/** Where an array is in a file, and of what kind; its elements have not been read. Immutable, and good for any opening of the file. */
interface FileArray {

    NpyHeader header();

    /** All of it. */
    NdArray whole(InputFile file) throws IOException;

    /** Its rows; they may be read as long as the file is open. */
    ArrayRows rows(InputFile file) throws IOException;
}
