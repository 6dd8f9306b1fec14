// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.operators.keyed.core;

import io.pescador.flink.streamer.spi.Seeds;

import org.apache.flink.annotation.Internal;

import java.util.function.LongConsumer;

/**
 * A random sample of a stream so far, from which is drawn again and again.
 *
 * <p>Uniform: record n takes a place with chance capacity / n (Vitter: "Random sampling with a reservoir", ACM TOMS 11, 1985, algorithm
 * R). With a half-life: every record takes a random place with a fixed chance, so that a record of age a is kept with a chance
 * proportional to 2^(−a / halfLife) (Aggarwal: "On biased reservoir sampling", VLDB 2006). A cell whose record was drawn as often as
 * allowed goes to the next record that comes. All chances are hashes of counts: there is no random state.
 */
@Internal
public final class ReservoirRule extends BufferRule {

    private final int capacity;
    private final double taken;
    private final int maxRepeats;
    private final double drawsPerRecord;
    private final boolean drawsWhole;
    private final String asked;

    private ReservoirRule(int capacity, double taken, int maxRepeats, double drawsPerRecord, String asked) {
        this.capacity = capacity;
        this.taken = taken;
        this.maxRepeats = maxRepeats;
        this.drawsPerRecord = drawsPerRecord;
        drawsWhole = drawsPerRecord == Math.rint(drawsPerRecord);
        this.asked = asked;
    }

    /** @param halfLife in records of the stream; {@link Double#NaN} for a uniform sample */
    public static ReservoirRule of(int capacity, double halfLife, int maxRepeats, double drawsPerRecord) {
        if (capacity < 1) {
            throw new IllegalArgumentException("reservoir capacity is " + capacity + ": it keeps at least one record");
        }
        if (!(Double.isNaN(halfLife) || halfLife > 0 && halfLife < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "reservoir half-life is " + halfLife + ": it is a number of records above 0");
        }
        if (maxRepeats < 1) {
            throw new IllegalArgumentException("maxRepeats is " + maxRepeats + ": a record is drawn at least once");
        }
        if (!(drawsPerRecord > 0 && drawsPerRecord <= 1e6)) {
            throw new IllegalArgumentException(
                    "drawsPerRecord is " + drawsPerRecord + ": it is above 0 and at most a million");
        }
        String asked = "reservoir(" + capacity + ", " + halfLife + ", " + maxRepeats + ")";
        if (Double.isNaN(halfLife)) {
            return new ReservoirRule(capacity, Double.NaN, maxRepeats, drawsPerRecord, asked);
        }
        // A record is replaced with chance taken / cells by each that comes: (1 - taken / cells)^halfLife is to be a
        // half.
        double fading = 1 - StrictMath.pow(2, -1 / halfLife);
        int cells = Math.min(capacity, Math.max(1, (int) (1 / fading)));
        return new ReservoirRule(cells, Math.min(1, fading * cells), maxRepeats, drawsPerRecord, asked);
    }

    @Override
    long admit(StreamBuffer buffer, MuxCounts counts) {
        buffer.arrived++;
        if (buffer.size < capacity) {
            int cell = buffer.grow(capacity);
            buffer.repeats[cell] = 0;
            return cell;
        }
        long chance = Seeds.mix(buffer.seed, buffer.arrived);
        double place;
        if (Double.isNaN(taken)) {
            place = Seeds.unit(chance) * buffer.arrived;
        } else {
            place = Seeds.unit(chance) < taken ? Seeds.unit(Seeds.mix(chance, 0)) * capacity : capacity;
        }
        if (place >= capacity) {
            counts.notSampled++;
            return NONE;
        }
        int cell = buffer.cell((int) place);
        if (buffer.repeats[cell] == 0) {
            counts.replacedUnseen++;
        }
        buffer.repeats[cell] = 0;
        return cell;
    }

    @Override
    long cells() {
        return capacity;
    }

    /** After the end of a stream, only what was never drawn: everything kept is emitted at least once, and then no more. */
    @Override
    boolean canEmit(StreamBuffer buffer) {
        return buffer.ended ? fresh(buffer) > 0 : buffer.size > 0;
    }

    @Override
    long size(StreamBuffer buffer) {
        return buffer.size;
    }

    @Override
    long fresh(StreamBuffer buffer) {
        int fresh = 0;
        for (int i = 0; i < buffer.size; i++) {
            fresh += buffer.repeats[buffer.cell(i)] == 0 ? 1 : 0;
        }
        return fresh;
    }

    @Override
    long choose(StreamBuffer buffer, long draw) {
        double u = Seeds.unit(Seeds.mix(buffer.drawSeed, draw));
        if (!buffer.ended) {
            return buffer.cell((int) (u * buffer.size));
        }
        int rank = (int) (u * fresh(buffer));
        int index = 0;
        while (buffer.repeats[buffer.cell(index)] > 0 || rank-- > 0) {
            index++;
        }
        return buffer.cell(index);
    }

    @Override
    int repeats(StreamBuffer buffer, long cell) {
        return buffer.repeats[(int) cell];
    }

    @Override
    boolean emitted(StreamBuffer buffer, long cell) {
        if (++buffer.repeats[(int) cell] < maxRepeats) {
            return false;
        }
        int index = 0;
        while (buffer.cell(index) != cell) {
            index++;
        }
        buffer.free(index);
        return true;
    }

    @Override
    void forEachCell(StreamBuffer buffer, LongConsumer action) {
        for (int i = 0; i < buffer.size; i++) {
            action.accept(buffer.cell(i));
        }
    }

    /** So that n records allow ⌊n · drawsPerRecord⌋ draws. What a mux cannot use while it waits is not made up for. */
    @Override
    long draws(long n) {
        if (drawsWhole) {
            return (long) drawsPerRecord;
        }
        return (long) StrictMath.floor(n * drawsPerRecord) - (long) StrictMath.floor((n - 1) * drawsPerRecord);
    }

    @Override
    public String describe() {
        return asked;
    }
}
