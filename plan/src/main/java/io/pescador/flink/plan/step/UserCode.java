// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan.step;

import io.pescador.flink.plan.problem.Problems;
import io.pescador.flink.plan.problem.Reasons;
import io.pescador.flink.plan.problem.SourceLocation;
import io.pescador.flink.plan.spec.RowRule;
import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.Items;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.items.Rows;

import org.apache.flink.annotation.Internal;

import java.lang.reflect.InvocationTargetException;

/** Classes of the plan's author, found by name on the class path; each is public and has a public constructor without arguments. */
@Internal
public final class UserCode {

    private UserCode() {}

    /**
     * A leaf.
     *
     * @param rule of the rows
     * @return the streamer that the class is, or that is made of its items or rows; null if it cannot be used
     */
    @SuppressWarnings("unchecked") // what a class gives is known when it gives it
    public static Streamer<Sample> leaf(String name, RowRule rule, SourceLocation at, Problems problems) {
        Object made = instance(name, at, problems);
        if (made instanceof Rows) {
            return rule.stream((Rows<Sample>) made, RowOrder.SHUFFLED);
        }
        if (made != null && rule.isSaid()) {
            problems.plan(at, "rows and max_epochs have no meaning here: " + name + " is not made of rows");
        }
        if (made instanceof Streamer) {
            return (Streamer<Sample>) made;
        }
        if (made instanceof Items) {
            return Streamer.items(new UserStep("class", name, at).items((Items<Sample>) made));
        }
        refuse(made, name, at, "Streamer, Items or Rows", problems);
        return null;
    }

    @SuppressWarnings("unchecked")
    static Streamer<Sample> map(Streamer<Sample> streamer, String name, SourceLocation at, Problems problems) {
        Object made = instance(name, at, problems);
        if (made instanceof Streamer.SeededFunction) {
            return streamer.map(new UserStep("map", name, at).map((Streamer.SeededFunction<Sample, Sample>) made));
        }
        if (made instanceof Streamer.SerializableFunction) {
            return streamer.map(
                    new UserStep("map", name, at).map((Streamer.SerializableFunction<Sample, Sample>) made));
        }
        refuse(made, name, at, "Streamer.SerializableFunction or Streamer.SeededFunction", problems);
        return streamer;
    }

    @SuppressWarnings("unchecked")
    static Streamer<Sample> filter(Streamer<Sample> streamer, String name, SourceLocation at, Problems problems) {
        Object made = instance(name, at, problems);
        if (made instanceof Streamer.SerializablePredicate) {
            return streamer.filter(
                    new UserStep("filter", name, at).filter((Streamer.SerializablePredicate<Sample>) made));
        }
        refuse(made, name, at, "Streamer.SerializablePredicate", problems);
        return streamer;
    }

    private static void refuse(Object made, String name, SourceLocation at, String wanted, Problems problems) {
        if (made != null) {
            problems.plan(at, "class " + name + " is of no use here: it must implement " + wanted);
        }
    }

    private static Object instance(String name, SourceLocation at, Problems problems) {
        try {
            return Class.forName(name, true, Thread.currentThread().getContextClassLoader())
                    .getConstructor()
                    .newInstance();
        } catch (ClassNotFoundException | LinkageError e) {
            problems.plan(at, "no class " + name + " on the class path: give its jar with PESCADOR_CLASSPATH");
        } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
            problems.plan(
                    at,
                    "class " + name
                            + " cannot be made: it must be public, with a public constructor without arguments");
        } catch (InvocationTargetException e) {
            problems.plan(at, "class " + name + " cannot be made: " + Reasons.of(e.getCause()));
        }
        return null;
    }
}
