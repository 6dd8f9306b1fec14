// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.files;

import io.pescador.flink.internal.Guess;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A path with placeholders, which stands for the files that match: {@code data/{class}/*.npz}.
 *
 * <ul>
 *   <li>{@code *} any characters, none too; {@code ?} one; {@code [abc]}, {@code [a-z]}, {@code [!a]} one of these, or none of these;
 *   <li>{@code {name}} one or more characters, as many as possible, that the file is given under that name;
 *   <li>{@code **} alone between slashes: any directories, none too.
 * </ul>
 *
 * <p>None of them matches a slash, nor a dot at the beginning of a name. Only files match, not directories. An entry that fits but cannot
 * be examined, such as a dangling link, is refused by name, since it might be a wanted file. A directory that a {@code **} might pass
 * through counts as fitting. All file systems that Flink knows can be searched. Immutable.
 */
@PublicEvolving
public final class FilePattern {

    /** Deeper than any tree that people make; a link that leads back up is. */
    private static final int MAX_DEPTH = 64;

    private final String text;
    private final String root;
    private final List<PatternSegment> segments;

    private FilePattern(String text, String root, List<PatternSegment> segments) {
        this.text = text;
        this.root = root;
        this.segments = segments;
    }

    /** @throws IllegalArgumentException if the text is not written as above; the message says where */
    public static FilePattern of(String text) {
        int scheme = text.indexOf("://");
        int authority = scheme < 0 ? -1 : text.indexOf('/', scheme + 3);
        String root = scheme >= 0 && authority < 0 ? text : text.substring(0, Math.max(0, authority));
        String rest = text.substring(root.length());
        if (rest.startsWith("/")) {
            root += "/";
        }
        try {
            return new FilePattern(text, root, segments(rest));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("pattern " + text + ": " + e.getMessage(), e);
        }
    }

    private static List<PatternSegment> segments(String path) {
        List<PatternSegment> segments = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String part : path.split("/")) {
            if (part.isEmpty()
                    || part.equals("**")
                            && !segments.isEmpty()
                            && segments.get(segments.size() - 1).deep()) {
                continue;
            }
            PatternSegment segment = PatternSegment.of(part);
            for (String name : segment.captures()) {
                if (!names.add(name)) {
                    throw new IllegalArgumentException("two parts of the path are named \"" + name + "\"");
                }
            }
            segments.add(segment);
        }
        if (segments.isEmpty()) {
            throw new IllegalArgumentException("names no file");
        }
        if (segments.get(segments.size() - 1).deep()) {
            segments.add(PatternSegment.of("*"));
        }
        return List.copyOf(segments);
    }

    /** The names of the parts that it captures, in order. */
    public List<String> captures() {
        return segments.stream().flatMap(segment -> segment.captures().stream()).toList();
    }

    /**
     * Looks for the files that match, now.
     *
     * @return at least one file, sorted by path
     * @throws FileNotFoundException if none matches; the message says how far the path leads, and what may have been meant
     */
    public List<MatchedFile> list() throws IOException {
        return list(new FolderListings());
    }

    /**
     * The same together with other patterns.
     *
     * @param folders that these have listed
     */
    public List<MatchedFile> list(FolderListings folders) throws IOException {
        Search search = new Search(folders);
        search.in(root, 0, 0, Map.of());
        if (search.found.isEmpty()) {
            throw new FileNotFoundException(text + ": no file matches" + search.reached());
        }
        return List.copyOf(search.found.values());
    }

    /** Whether a path is written as this pattern says, be there such a file or not. */
    public boolean matches(String path) {
        if (!path.startsWith(root)) {
            return false;
        }
        String[] names = Arrays.stream(path.substring(root.length()).split("/"))
                .filter(name -> !name.isEmpty())
                .toArray(String[]::new);
        return matches(names, 0, 0);
    }

    private boolean matches(String[] names, int name, int segment) {
        if (segment == segments.size()) {
            return name == names.length;
        }
        PatternSegment part = segments.get(segment);
        if (part.deep()) {
            boolean deeper = name < names.length && !names[name].startsWith(".") && matches(names, name + 1, segment);
            return deeper || matches(names, name, segment + 1);
        }
        return name < names.length
                && part.matches(names[name], new HashMap<>())
                && matches(names, name + 1, segment + 1);
    }

    private boolean matchesSomething(FolderListings folders) {
        Search search = new Search(folders);
        try {
            search.in(root, 0, 0, Map.of());
        } catch (IOException e) {
            return false; // only a guess
        }
        return !search.found.isEmpty();
    }

    /** This pattern with one segment written differently. */
    private FilePattern with(int segment, String written) {
        List<String> parts = new ArrayList<>();
        for (PatternSegment part : segments) {
            parts.add(part.text());
        }
        parts.set(segment, written);
        return of(child(root, String.join("/", parts)));
    }

    private static String child(String directory, String name) {
        return directory.isEmpty() || directory.endsWith("/") ? directory + name : directory + "/" + name;
    }

    /** The pattern as it was written. */
    @Override
    public String toString() {
        return text;
    }

    /** One walk through the directories. */
    private final class Search {

        private final Map<String, MatchedFile> found = new TreeMap<>();
        private final FolderListings folders;

        /** The place, furthest along the pattern, where nothing matched. */
        private String deepest;

        private int deepestSegment = -1;
        private List<String> deepestNames = List.of();

        Search(FolderListings folders) {
            this.folders = folders;
        }

        void in(String directory, int segment, int depth, Map<String, String> captures) throws IOException {
            if (depth > MAX_DEPTH) {
                throw new IOException(directory + ": directories are nested more than " + MAX_DEPTH
                        + " deep. Does a link lead back up? Say how deep with */ in place of **/");
            }
            PatternSegment part = segments.get(segment);
            if (part.literal() && segment < segments.size() - 1) {
                literal(directory, segment, depth, captures);
                return;
            }
            if (part.literal() && file(child(directory, part.text()), captures)) {
                return;
            }
            List<Folder.Entry> entries = entries(directory);
            boolean any = false;
            for (Folder.Entry entry : entries) {
                any |= entry(directory, entry, segment, depth, captures);
            }
            if (part.deep()) {
                in(directory, segment + 1, depth, captures);
            } else if (!any) {
                lost(directory, segment, entries);
            }
        }

        private void literal(String directory, int segment, int depth, Map<String, String> captures)
                throws IOException {
            String path = child(directory, segments.get(segment).text());
            if (isDirectory(path)) {
                in(path, segment + 1, depth + 1, captures);
            } else if (segment > deepestSegment) {
                lost(directory, segment, entries(directory));
            }
        }

        /** Looks up a file whose name is known directly: a plan may list thousands of one directory. */
        private boolean file(String path, Map<String, String> captures) throws IOException {
            FileStatus status = status(path);
            if (status == null || status.isDir()) {
                return false;
            }
            found(path, status.getLen(), status.getModificationTime(), captures);
            return true;
        }

        private void found(String path, long length, long modified, Map<String, String> captures) {
            found.putIfAbsent(path, new MatchedFile(path, length, modified, Collections.unmodifiableMap(captures)));
        }

        private boolean entry(
                String directory, Folder.Entry entry, int segment, int depth, Map<String, String> captures)
                throws IOException {
            PatternSegment part = segments.get(segment);
            String name = entry.name();
            String path = child(directory, name);
            Map<String, String> more = new LinkedHashMap<>(captures);
            boolean fits = part.deep() ? !name.startsWith(".") : part.matches(name, more);
            if (fits && entry.trouble() != null) {
                throw new IOException(entry.trouble() + ". Mend or remove it, or write a pattern that leaves it out");
            }
            if (part.deep()) {
                if (entry.isDirectory() && fits) {
                    in(path, segment, depth + 1, captures);
                }
                return true;
            }
            boolean last = segment == segments.size() - 1;
            if (entry.isDirectory() == last || !fits) {
                return false;
            }
            if (last) {
                found(path, entry.length(), entry.modified(), more);
            } else {
                in(path, segment + 1, depth + 1, more);
            }
            return true;
        }

        private void lost(String directory, int segment, List<Folder.Entry> entries) {
            if (segment > deepestSegment) {
                deepestSegment = segment;
                deepest = directory;
                deepestNames = entries.stream()
                        .map(entry -> entry.name() + (entry.isDirectory() ? "/" : ""))
                        .sorted()
                        .toList();
            }
        }

        /** How far the search got, for the message. */
        String reached() throws IOException {
            if (deepest == null) {
                return "";
            }
            String place = deepest.isEmpty() ? "the working directory" : deepest;
            if (deepestNames.isEmpty()) {
                return "; " + place + (isDirectory(deepest) ? " is empty" : " does not exist");
            }
            int shown = Math.min(5, deepestNames.size());
            String names =
                    String.join(", ", deepestNames.subList(0, shown)) + (shown < deepestNames.size() ? ", …" : "");
            FilePattern guess = guess();
            return "; " + place + " has " + names + (guess == null ? "" : " (did you mean " + guess + "?)");
        }

        /** A pattern that is near and matches something; null if there is none. */
        private FilePattern guess() {
            PatternSegment part = segments.get(deepestSegment);
            boolean last = deepestSegment == segments.size() - 1;
            List<String> candidates = new ArrayList<>();
            List<String> names = deepestNames.stream()
                    .filter(name -> name.endsWith("/") != last)
                    .map(name -> last ? name : name.substring(0, name.length() - 1))
                    .toList();
            String nearest = part.literal() ? Guess.nearest(part.text(), names) : null;
            if (nearest != null) {
                candidates.add(nearest);
            }
            int dot = part.text().lastIndexOf('.');
            if (last && dot >= 0) {
                String wanted = part.text().substring(dot);
                List<String> endings = names.stream()
                        .filter(name -> name.lastIndexOf('.') > 0)
                        .map(name -> name.substring(name.lastIndexOf('.')))
                        .distinct()
                        .toList();
                String nearestEnding = endings.size() == 1 ? endings.get(0) : Guess.nearest(wanted, endings);
                if (nearestEnding != null) {
                    candidates.add(part.text().substring(0, dot) + nearestEnding);
                }
            }
            if (last) {
                candidates.add("*/" + part.text());
            }
            for (String candidate : candidates) {
                FilePattern other = with(deepestSegment, candidate);
                if (other.matchesSomething(folders)) {
                    return other;
                }
            }
            return null;
        }

        private boolean isDirectory(String path) throws IOException {
            FileStatus status = status(path);
            return status != null && status.isDir();
        }

        /** @return null if there is nothing of that name */
        private FileStatus status(String path) throws IOException {
            Path location = location(path);
            try {
                return location.getFileSystem().getFileStatus(location);
            } catch (FileNotFoundException e) {
                return null;
            }
        }

        private List<Folder.Entry> entries(String directory) throws IOException {
            return folders.list(location(directory));
        }

        private Path location(String path) {
            return new Path(path.isEmpty() ? "." : path);
        }
    }
}
