// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a pattern has between two slashes. Immutable. */
final class PatternSegment {

    private final String text;
    private final Pattern regex;
    private final List<String> captures;

    private PatternSegment(String text, Pattern regex, List<String> captures) {
        this.text = text;
        this.regex = regex;
        this.captures = captures;
    }

    /** @throws IllegalArgumentException if it is not written as a pattern is; the message goes on after the pattern */
    static PatternSegment of(String text) {
        if (text.equals("**")) {
            return new PatternSegment(text, null, List.of());
        }
        if (text.contains("**")) {
            throw new IllegalArgumentException("\"**\" stands for whole directories: write it alone between slashes");
        }
        StringBuilder regex = new StringBuilder("*?[{".indexOf(text.charAt(0)) >= 0 ? "(?!\\.)" : "");
        List<String> captures = new ArrayList<>();
        boolean literal = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int end = c == '[' ? text.indexOf(']', i + 2) : c == '{' ? text.indexOf('}', i) : i;
            if (end < 0) {
                throw new IllegalArgumentException("\"" + c + "\" in \"" + text + "\" is not closed");
            }
            literal &= "*?[{".indexOf(c) < 0;
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                case '[' -> regex.append(oneOf(text.substring(i + 1, end)));
                case '{' -> {
                    captures.add(capture(text.substring(i + 1, end)));
                    regex.append("(.+)");
                }
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
            i = end;
        }
        return new PatternSegment(text, literal ? null : Pattern.compile(regex.toString(), Pattern.DOTALL), captures);
    }

    private static String oneOf(String characters) {
        boolean not = characters.length() > 1 && (characters.charAt(0) == '!' || characters.charAt(0) == '^');
        StringBuilder set = new StringBuilder(not ? "[^" : "[");
        String rest = not ? characters.substring(1) : characters;
        for (int i = 0; i < rest.length(); i++) {
            char c = rest.charAt(i);
            if (c == '-' && i > 0 && i < rest.length() - 1) {
                if (rest.charAt(i - 1) > rest.charAt(i + 1)) {
                    throw new IllegalArgumentException("\"" + rest + "\" is a range that goes backwards");
                }
                set.append('-');
            } else {
                set.append(Character.isLetterOrDigit(c) ? "" : "\\").append(c);
            }
        }
        return set.append(']').toString();
    }

    private static String capture(String name) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_-]*")) {
            throw new IllegalArgumentException(
                    "\"{" + name + "}\" is no name for a part of the path: letters, digits, _ and -."
                            + " For alternatives give several patterns");
        }
        return name;
    }

    /** Whether it stands for any number of directories. */
    boolean deep() {
        return text.equals("**");
    }

    /** Whether it matches its own text only. */
    boolean literal() {
        return regex == null && !deep();
    }

    /** As it was written. */
    String text() {
        return text;
    }

    /** The names of the parts that it captures. */
    List<String> captures() {
        return captures;
    }

    /** Whether a name matches; what it captures is added to {@code found}. */
    boolean matches(String name, Map<String, String> found) {
        if (regex == null) {
            return text.equals(name);
        }
        Matcher matcher = regex.matcher(name);
        if (!matcher.matches()) {
            return false;
        }
        for (int i = 0; i < captures.size(); i++) {
            found.put(captures.get(i), matcher.group(i + 1));
        }
        return true;
    }
}
