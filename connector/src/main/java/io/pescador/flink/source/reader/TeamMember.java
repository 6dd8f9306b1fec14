// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source.reader;

import io.pescador.flink.source.enumerator.Allowances;
import io.pescador.flink.source.enumerator.TeamEvent;
import io.pescador.flink.source.reader.ShardPlan.Ending;

import org.apache.flink.api.connector.source.SourceEvent;

import java.util.function.Consumer;

/** A reader among the others: how far it may draw, how many samples its shards give, and what it reports of itself. */
final class TeamMember {

    private static final long UNPACED = Long.MAX_VALUE;
    private static final long NOTHING_YET = Long.MIN_VALUE;
    private static final int NEVER = -1;

    private final Consumer<SourceEvent> enumerator;
    private final Allowances allowances;
    private final Ending ending;

    /** Numbers of the global order below this may be drawn. */
    private long bound;

    private long step = 1;

    /** The position that it reported last. */
    private long reported = NOTHING_YET;

    /** How many ends it knew when it reported that it has stopped. */
    private int stoppedKnowing = NEVER;

    private TeamMember(Consumer<SourceEvent> enumerator, Allowances allowances, Ending ending, long bound) {
        this.enumerator = enumerator;
        this.allowances = allowances;
        this.ending = ending;
        this.bound = bound;
    }

    /** One of several readers that run at the same time, or the only one. */
    static TeamMember of(ShardPlan<?, ?> plan, int readers, Consumer<SourceEvent> enumerator) {
        Allowances allowances = new Allowances(plan.most(), plan.shards());
        return plan.paced() && readers > 1
                // It must be there for events, also once it has stopped.
                ? new TeamMember(enumerator, allowances, Ending.TOGETHER, NOTHING_YET)
                : new TeamMember(enumerator, allowances, plan.ending(), UNPACED);
    }

    /** A reader that may run before the others or after them. */
    static TeamMember alone(ShardPlan<?, ?> plan, Consumer<SourceEvent> enumerator) {
        return new TeamMember(enumerator, new Allowances(plan.most(), plan.shards()), Ending.ALONE, UNPACED);
    }

    Ending ending() {
        return ending;
    }

    /** Numbers of the global order below this may be drawn. */
    long bound() {
        return bound;
    }

    /** How many samples a shard may give, as far as is known. */
    long allowed(int shard) {
        return allowances.of(shard);
    }

    /** Draws as far as the enumerator says. */
    void draw(TeamEvent.DrawBelow below) {
        bound = below.bound();
        step = below.step();
    }

    void learn(TeamEvent.ShardEnds ends) {
        allowances.learn(ends.samples());
    }

    boolean isPaced() {
        return bound != UNPACED;
    }

    /** Reports the position of a paced reader, which is the number that it draws next: after each step. */
    void isAt(long position) {
        // It may be behind the position that it reported, and draw after all.
        if (reported == NOTHING_YET || position < reported || position - reported >= step) {
            report(position);
        }
    }

    /** The same where it has nothing to draw: the others must hear of it if the bound is why. */
    void waitsAt(long position) {
        if (position >= bound && position != reported) {
            report(position);
        } else {
            isAt(position);
        }
    }

    private void report(long position) {
        reported = position;
        enumerator.accept(new TeamEvent.ReaderAt(position));
    }

    /** Reports that a shard has no more than these samples, which others then give. */
    void ended(int shard, long samples) {
        allowances.ended(shard, samples);
        enumerator.accept(new TeamEvent.ShardEnded(shard, samples, ending == Ending.TOGETHER));
    }

    /** Reports that the reader has nothing more to give, as far as it knows. */
    void stopped() {
        if (stoppedKnowing != allowances.known()) {
            stoppedKnowing = allowances.known();
            enumerator.accept(new TeamEvent.ReaderStopped(stoppedKnowing, ending == Ending.TOGETHER));
        }
    }
}
