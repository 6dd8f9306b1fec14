// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.queue;

import io.pescador.flink.sink.SinkException;

import org.apache.flink.core.fs.Path;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far the slowest reader of a queue is.
 *
 * <p>One reader has the file {@code cursor}. Several agree in {@code ranks.json} on how many they are ({@code world}) and on the number
 * from which on each reads one of every {@code world} batches ({@code base}); each has a file of its own, {@code cursor-00003}, which
 * counts as {@code base} until it is there.
 *
 * @param number of the first batch that any reader may still want
 * @param file where the number stands
 * @param ranks what the readers agreed on
 */
record LeastCursor(long number, Path file, Ranks ranks) {

    static final String ALONE = "cursor";
    static final String RANKS = "ranks.json";

    /** As many digits as the number of a batch may have. */
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private static final Pattern AGREED =
            Pattern.compile("\\{\\s*\"world\": *([1-9]\\d{0,6}), *\"base\": *(\\d{1,18})\\s*}\\s*");

    /**
     * @param world number of readers
     * @param base the first number of their turns
     */
    record Ranks(int world, long base) {

        static final Ranks ONE = new Ranks(1, 0);

        /** How many of the last batches are too few for all ranks, if {@code stop} is the end. */
        long leftOver(long[] counts) {
            long there = 0;
            for (int shard = 0; shard < counts.length; shard++) {
                long before = Math.max(0, base - shard);
                there += Math.max(0, counts[shard] - (before + counts.length - 1) / counts.length);
            }
            return there % world;
        }
    }

    /** @throws IOException if a file does not hold what it must; the message says what it holds */
    static LeastCursor of(QueueDirectory queue) throws IOException {
        Optional<byte[]> found = queue.read(RANKS);
        if (found.isEmpty()) {
            return new LeastCursor(number(queue, ALONE).orElse(0L), queue.path(ALONE), Ranks.ONE);
        }
        Matcher agreed = AGREED.matcher(new String(found.get(), StandardCharsets.UTF_8));
        if (!agreed.matches()) {
            throw new SinkException(queue.path(RANKS) + " holds " + shown(found.get())
                    + ": it must say how many ranks read, and from which batch on, as {\"world\": 8, \"base\": 0}");
        }
        Ranks ranks = new Ranks(Integer.parseInt(agreed.group(1)), Long.parseLong(agreed.group(2)));
        LeastCursor least = null;
        for (int rank = 0; rank < ranks.world; rank++) {
            String name = String.format("cursor-%05d", rank);
            long number = number(queue, name).orElse(ranks.base);
            if (least == null || number < least.number) {
                least = new LeastCursor(number, queue.path(name), ranks);
            }
        }
        return least;
    }

    private static Optional<Long> number(QueueDirectory queue, String name) throws IOException {
        Optional<byte[]> found = queue.read(name);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String text = new String(found.get(), StandardCharsets.UTF_8).strip();
        if (!NUMBER.matcher(text).matches()) {
            throw new IOException(queue.path(name) + " holds " + shown(found.get())
                    + ": it must be the number of the next batch that the trainer wants, counted from 0, written to"
                    + " another name and renamed");
        }
        return Optional.of(Long.parseLong(text));
    }

    private static String shown(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8).strip();
        return '"' + text.substring(0, Math.min(40, text.length())) + '"';
    }
}
