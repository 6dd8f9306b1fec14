// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.format;

import io.pescador.flink.internal.Guess;

import org.apache.flink.annotation.PublicEvolving;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** The formats that there are: those of this library, and those that jars beside it bring. Thread-safe. */
@PublicEvolving
public final class Formats {

    private static final String OURS = FileFormat.class.getPackageName() + ".";

    private Formats() {}

    /**
     * All formats that the thread's class loader finds, by name; those of this library first.
     *
     * @throws IllegalStateException if two have the same name
     */
    public static Map<String, FileFormat> all() {
        Map<String, FileFormat> found = new LinkedHashMap<>();
        load(FileFormat.class.getClassLoader(), found);
        load(Thread.currentThread().getContextClassLoader(), found);
        // A class path may have other jars before this one.
        Map<String, FileFormat> formats = new LinkedHashMap<>();
        found.values().stream()
                .sorted(Comparator.comparing(
                        format -> !format.getClass().getName().startsWith(OURS)))
                .forEach(format -> formats.put(format.name(), format));
        return formats;
    }

    private static void load(ClassLoader loader, Map<String, FileFormat> formats) {
        for (ServiceLoader.Provider<FileFormat> provider :
                ServiceLoader.load(FileFormat.class, loader).stream().toList()) {
            FileFormat format = provider.get();
            FileFormat other = formats.putIfAbsent(format.name(), format);
            if (other != null && !other.getClass().equals(format.getClass())) {
                throw new IllegalStateException("two formats are named \"" + format.name() + "\": "
                        + other.getClass().getName() + " and "
                        + format.getClass().getName());
            }
        }
    }

    /**
     * @return the format of that name
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public static FileFormat named(String name) {
        Map<String, FileFormat> formats = all();
        FileFormat format = formats.get(name);
        if (format == null) {
            throw new IllegalArgumentException("no format is named \"" + name + "\"" + Guess.of(name, formats.keySet())
                    + "; there are " + String.join(", ", formats.keySet()));
        }
        return format;
    }

    /** The format of files whose name ends so; empty if no format claims the ending. */
    public static Optional<FileFormat> ofPath(String path) {
        String name = path.toLowerCase(Locale.ROOT);
        return all().values().stream()
                .filter(format -> format.endings().stream().anyMatch(ending -> name.endsWith("." + ending)))
                .findFirst();
    }

    /** The usual ending of each format that has one. */
    public static List<String> usualEndings() {
        return all().values().stream()
                .flatMap(format -> format.endings().stream().limit(1))
                .toList();
    }
}
