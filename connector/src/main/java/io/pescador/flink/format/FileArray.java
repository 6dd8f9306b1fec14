// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import io.pescador.flink.record.NdArray;

import java.io.IOException;

/** An array in an open file, of which no more than the header has been read. */
interface FileArray {

    NpyHeader header();

    /** All of it. */
    NdArray whole() throws IOException;

    /** Its rows; they may be read as long as the file is open. */
    ArrayRows rows() throws IOException;
}
