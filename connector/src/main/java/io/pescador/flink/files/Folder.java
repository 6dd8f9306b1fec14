// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.files;

import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a directory holds. A directory that cannot be listed is an error. An entry that cannot be examined is an entry with a trouble.
 * Neither makes the directory look empty.
 *
 * <p>Local directories are listed here and not by Flink. Flink gives up the whole listing for one dangling link, one file removed
 * meanwhile, or one name that the locale cannot spell. It also treats an unreadable directory like a missing one.
 */
@Internal
public final class Folder {

    private Folder() {}

    /**
     * An entry of a directory.
     *
     * @param name without the directory
     * @param isDirectory links are followed
     * @param length in bytes
     * @param modified as the file system reports it
     * @param trouble why it cannot be opened, with the way out; null if it can
     */
    public record Entry(String name, boolean isDirectory, long length, long modified, String trouble) {}

    /**
     * Lists a directory, sorted by name. What vanishes meanwhile is left out.
     *
     * @return empty if there is no such directory
     * @throws IOException if it is there and cannot be listed; the message names it
     */
    public static Optional<List<Entry>> list(Path directory) throws IOException {
        FileSystem files = directory.getFileSystem();
        // Flink wraps the file systems that a job uses, so their class says nothing.
        Optional<List<Entry>> entries =
                "file".equals(files.getUri().getScheme()) ? local(files, directory) : listedBy(files, directory);
        // File systems list in any order; messages must not depend on it.
        return entries.map(
                list -> list.stream().sorted(Comparator.comparing(Entry::name)).toList());
    }

    private static Optional<List<Entry>> listedBy(FileSystem files, Path directory) throws IOException {
        FileStatus[] listed;
        try {
            listed = files.listStatus(directory);
        } catch (FileNotFoundException e) {
            // Of the directory, or of an entry.
            if (isDirectory(files, directory)) {
                throw new IOException(directory + " cannot be listed: " + e.getMessage(), e);
            }
            return Optional.empty();
        }
        if (listed == null) {
            if (isDirectory(files, directory)) {
                throw new IOException(directory + " cannot be listed: its file system gives no reason");
            }
            return Optional.empty();
        }
        List<Entry> entries = new ArrayList<>();
        for (FileStatus status : listed) {
            entries.add(new Entry(
                    status.getPath().getName(), status.isDir(), status.getLen(), status.getModificationTime(), null));
        }
        return Optional.of(entries);
    }

    private static boolean isDirectory(FileSystem files, Path directory) throws IOException {
        try {
            return files.getFileStatus(directory).isDir();
        } catch (FileNotFoundException e) {
            return false;
        }
    }

    private static Optional<List<Entry>> local(FileSystem files, Path directory) throws IOException {
        Path absolute = directory.isAbsolute() ? directory : new Path(files.getWorkingDirectory(), directory);
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<java.nio.file.Path> paths =
                Files.newDirectoryStream(new File(absolute.getPath()).toPath())) {
            for (java.nio.file.Path path : paths) {
                Entry entry = entry(path);
                if (entry != null) {
                    entries.add(entry);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        } catch (DirectoryIteratorException e) {
            throw new IOException(directory + " cannot be listed: " + reason(e.getCause()), e);
        } catch (InvalidPathException e) {
            throw new IOException(unspeakable(directory.toString()), e);
        } catch (IOException e) {
            throw new IOException(directory + " cannot be listed: " + reason(e), e);
        }
        return Optional.of(entries);
    }

    /** @return null if it is gone */
    private static Entry entry(java.nio.file.Path path) {
        String name = path.getFileName().toString();
        if (!canBeSpelt(path)) {
            return new Entry(name, false, 0, 0, unspeakable(path.toString()));
        }
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Entry(
                    name,
                    attributes.isDirectory(),
                    attributes.size(),
                    attributes.lastModifiedTime().toMillis(),
                    null);
        } catch (NoSuchFileException e) {
            return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                    ? new Entry(name, false, 0, 0, path + " is a link to " + target(path) + ", which is not there")
                    : null;
        } catch (IOException e) {
            return new Entry(name, false, 0, 0, path + ": " + reason(e));
        }
    }

    /** Java keeps the bytes of a name that it has listed. Code that opens the file later has only its text. */
    private static boolean canBeSpelt(java.nio.file.Path path) {
        try {
            return path.getFileSystem().getPath(path.toString()).equals(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static String unspeakable(String path) {
        return path + ": the name has characters that the encoding of this process ("
                + System.getProperty(
                        "sun.jnu.encoding", Charset.defaultCharset().name())
                + ") does not have. Run it in the locale of the files, such as LC_ALL=C.UTF-8, or rename the file";
    }

    private static String target(java.nio.file.Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "somewhere";
        }
    }

    private static String reason(IOException failure) {
        return failure instanceof AccessDeniedException ? "no right to read it" : failure.getMessage();
    }
}
