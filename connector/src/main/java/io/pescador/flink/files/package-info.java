// SPDX-License-Identifier: Apache-2.0
/**
 * Finding files, of any format. A {@link io.pescador.flink.files.FilePattern} lists the files that match, each a
 * {@link io.pescador.flink.files.MatchedFile} with the captured parts of its path. A {@link io.pescador.flink.files.Manifest} holds such a
 * list in a file of its own, where it is too long to be sent with a job; {@link io.pescador.flink.files.ManifestStreams} is the pool of
 * streams over it.
 *
 * <p>Nothing here opens a file for its content. That is the work of the formats.
 */
package io.pescador.flink.files;
