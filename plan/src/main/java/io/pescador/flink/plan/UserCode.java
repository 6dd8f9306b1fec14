// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import io.pescador.flink.record.Sample;
import io.pescador.flink.streamer.Streamer;
import io.pescador.flink.streamer.items.Items;
import io.pescador.flink.streamer.items.RowOrder;
import io.pescador.flink.streamer.items.Rows;

import java.lang.reflect.InvocationTargetException;
import java.util.Locale;

/** Classes of the plan's author, found by name on the class path; each is public and has a public constructor without arguments. */
final class UserCode {

    private UserCode() {}

    /** @return the streamer that the class is, or that is made of its items or rows; null if it cannot be used */
    @SuppressWarnings("unchecked") // what a class gives is known when it gives it
    static Streamer<Sample> leaf(LeafNode leaf, Problems problems) {
        Object made = instance(leaf.source(), leaf.sourcePlace(), problems);
        if (made instanceof Rows) {
            String order = leaf.rows() == null ? "shuffled" : leaf.rows();
            return Streamer.rows((Rows<Sample>) made, RowOrder.valueOf(order.toUpperCase(Locale.ROOT)));
        }
        if (made != null && leaf.rows() != null) {
            problems.plan(leaf.place(), "rows has no meaning here: " + leaf.source() + " is not made of rows");
        }
        if (made instanceof Streamer) {
            return (Streamer<Sample>) made;
        }
        if (made instanceof Items) {
            return Streamer.items(new UserStep("class", new Steps.Named(leaf.source(), leaf.sourcePlace()))
                    .items((Items<Sample>) made));
        }
        refuse(made, leaf.source(), leaf.sourcePlace(), "Streamer, Items or Rows", problems);
        return null;
    }

    @SuppressWarnings("unchecked")
    static Streamer<Sample> map(Streamer<Sample> streamer, Steps.Named step, Problems problems) {
        Object made = instance(step.className(), step.place(), problems);
        if (made instanceof Streamer.SeededFunction) {
            return streamer.map(new UserStep("map", step).map((Streamer.SeededFunction<Sample, Sample>) made));
        }
        if (made instanceof Streamer.SerializableFunction) {
            return streamer.map(new UserStep("map", step).map((Streamer.SerializableFunction<Sample, Sample>) made));
        }
        refuse(
                made,
                step.className(),
                step.place(),
                "Streamer.SerializableFunction or Streamer.SeededFunction",
                problems);
        return streamer;
    }

    @SuppressWarnings("unchecked")
    static Streamer<Sample> filter(Streamer<Sample> streamer, Steps.Named step, Problems problems) {
        Object made = instance(step.className(), step.place(), problems);
        if (made instanceof Streamer.SerializablePredicate) {
            return streamer.filter(new UserStep("filter", step).filter((Streamer.SerializablePredicate<Sample>) made));
        }
        refuse(made, step.className(), step.place(), "Streamer.SerializablePredicate", problems);
        return streamer;
    }

    private static void refuse(Object made, String name, Place place, String wanted, Problems problems) {
        if (made != null) {
            problems.plan(place, "class " + name + " is of no use here: it must implement " + wanted);
        }
    }

    private static Object instance(String name, Place place, Problems problems) {
        try {
            return Class.forName(name, true, Thread.currentThread().getContextClassLoader())
                    .getConstructor()
                    .newInstance();
        } catch (ClassNotFoundException | LinkageError e) {
            problems.plan(place, "no class " + name + " on the class path: give its jar with PESCADOR_CLASSPATH");
        } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
            problems.plan(
                    place,
                    "class " + name
                            + " cannot be made: it must be public, with a public constructor without arguments");
        } catch (InvocationTargetException e) {
            problems.plan(place, "class " + name + " cannot be made: " + Reasons.of(e.getCause()));
        }
        return null;
    }
}
