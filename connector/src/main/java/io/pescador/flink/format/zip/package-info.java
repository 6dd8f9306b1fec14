// SPDX-License-Identifier: Apache-2.0
/**
 * The directory and the members of a zip file, read in place: {@link io.pescador.flink.format.zip.ZipDirectory} lists
 * {@link io.pescador.flink.format.zip.ZipMember members}, and a member gives the position of its data or a stream of it.
 *
 * <p>Internal, and written here for three reasons that libraries do not meet together. Rows are read at their positions through Flink's file
 * systems. Every size that a file claims is held against the file before memory is taken. The checksum of a member is compared when its last
 * byte has been read. The hostile-input tests of {@code format.npy} cover this package.
 */
package io.pescador.flink.format.zip;
