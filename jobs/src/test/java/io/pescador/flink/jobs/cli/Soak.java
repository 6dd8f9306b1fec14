// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs of the delivered program that are killed, once or twice, and resumed until they are done. Their output is compared with what the
 * same plan writes undisturbed.
 */
final class Soak {

    /** How a process ends before its time. */
    enum Way {
        /** {@code kill -9} before an operation on files, by {@link MortalFiles}. */
        OPERATION,
        /** {@code kill -9} at some moment. */
        KILL,
        TERM,
        INT,
        /** Stopped, continued, and killed. */
        STOP
    }

    private static final int SHARDS = 2;

    /**
     * When a process is killed.
     *
     * @param when number of an operation, or milliseconds since it was seen to have begun
     */
    private record Kill(Way way, int when) {}

    /** Enough for some seconds and some checkpoints, */
    private static final int SAMPLES = 100_000;

    /** and so few that the run is only beginning and end. */
    private static final int FEW_SAMPLES = 320;

    private static final int BATCH = 16;

    /** Such a run has about as many; a queue, which has three for each batch, twice as many. A number beyond the last kills nothing. */
    private static final int OPERATIONS = 34;

    private static final int KILLS_OF_A_RUN = 2;
    private static final int KILLED_WITHIN_MILLIS = 2_000;
    private static final String CLASSES =
            Path.of("target/test-classes").toAbsolutePath().toString();

    private final Path folder;
    private final Random random;
    private final Map<String, String> leaves;
    private final Map<String, Path> unbroken = new TreeMap<>();
    private final Map<Way, Integer> kills = new EnumMap<>(Way.class);
    private final List<String> faults = new ArrayList<>();
    private int runs;

    /** @param folder an empty one */
    Soak(Path folder, long seed) throws IOException {
        this.folder = folder;
        random = new Random(seed);
        leaves = leaves(Files.createDirectory(folder.resolve("data")));
        Program.saveOften(folder);
        Path services = Files.createDirectories(folder.resolve("services/META-INF/services"));
        Files.writeString(
                services.resolve("org.apache.flink.core.fs.FileSystemFactory"),
                MortalFiles.Factory.class.getName() + "\n");
    }

    private static Map<String, String> leaves(Path data) throws IOException {
        Map<String, String> leaves = new LinkedHashMap<>();
        leaves.put("items", "items: [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]]");
        leaves.put("npz", "npz: \"" + Run.EXAMPLES + "/digits/digit-3.npz\"");
        try (ZipFile npz =
                new ZipFile(Run.EXAMPLES.resolve("digits/digit-3.npz").toFile())) {
            Files.copy(npz.getInputStream(npz.getEntry("X.npy")), data.resolve("x.npy"));
        }
        leaves.put("npy", "npy: \"" + data + "/x.npy\"");
        leaves.put("csv", "csv: \"" + Run.EXAMPLES + "/breast-cancer.csv\"");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            lines.append("{\"n\": ")
                    .append(i)
                    .append(", \"x\": [")
                    .append(i / 2.0)
                    .append(", 1.0]}\n");
        }
        Files.writeString(data.resolve("a.jsonl"), lines);
        leaves.put("jsonl", "jsonl: \"" + data + "/a.jsonl\"");
        Files.writeString(data.resolve("a.txt"), lines);
        leaves.put("text", "text: \"" + data + "/a.txt\"");
        Path plan = Files.writeString(data.resolve("p.yaml"), "jsonl: a.jsonl\nstop: {epochs: 1}\n");
        done(Run.of("sample", plan.toString(), "--output", "parquet:" + data.resolve("p")));
        leaves.put("parquet", "parquet: \"" + data + "/p/*.parquet\"");
        leaves.put("class", "class: " + Held.class.getName());
        return leaves;
    }

    private static void done(Run run) {
        assertThat(run.code()).as(() -> String.join("\n", run.err())).isZero();
    }

    /** Makes so many kills, of all kinds in turn, in runs to all outputs and over all leaves. */
    void kill(int times, Collection<SoakOutput> outputs, Collection<Way> ways) throws Exception {
        List<SoakOutput> outs = List.copyOf(outputs);
        List<Way> ofKilling = List.copyOf(ways);
        for (int i = 0; killed() < times; i++) {
            SoakOutput output = outs.get((i + i / leaves.size()) % outs.size());
            Way way = ofKilling.get((i + i / outs.size()) % ofKilling.size());
            int latest = way != Way.OPERATION
                    ? KILLED_WITHIN_MILLIS
                    : output == SoakOutput.QUEUE ? 2 * OPERATIONS : OPERATIONS;
            List<Kill> kills = new ArrayList<>();
            while (kills.size() < Math.min(KILLS_OF_A_RUN, times - killed())) {
                kills.add(new Kill(way, 1 + random.nextInt(latest)));
            }
            run(leaf(i), output, kills);
        }
    }

    /** Kills before the first operation, the second, … the last, each in a run of its own. */
    void killBeforeEachOperation(SoakOutput output) throws Exception {
        int before = -1;
        for (int number = 1; killed() > before; number++) {
            before = killed();
            run(leaf(number), output, List.of(new Kill(Way.OPERATION, number)));
        }
    }

    private String leaf(int number) {
        return List.copyOf(leaves.keySet()).get(number % leaves.size());
    }

    int killed() {
        return kills.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** A line for each run that lost, repeated or could not be resumed. */
    List<String> faults() {
        return faults;
    }

    @Override
    public String toString() {
        return runs + " runs, " + killed() + " kills " + kills + ", " + faults.size()
                + " lost, repeated or not resumed";
    }

    private void run(String leaf, SoakOutput output, List<Kill> planned) throws Exception {
        int records =
                (planned.get(0).way == Way.OPERATION ? FEW_SAMPLES : SAMPLES) / (output.isOfBatches() ? BATCH : 1);
        Path here = Files.createDirectory(folder.resolve("run-" + ++runs));
        writePlan(here, leaf, output);
        StringBuilder story = new StringBuilder("run " + runs + ", " + leaf + " to " + output + ":");
        String flag = output.flag;
        SoakConsumer consumer = output == SoakOutput.SOCKET ? SoakConsumer.start(here, SHARDS) : null;
        try {
            flag += consumer == null ? "" : Integer.toString(consumer.port());
            if (!toItsEnd(here, planned, records, flag, story)) {
                faults.add(story.toString());
                return;
            }
        } finally {
            if (consumer != null) {
                consumer.close();
            }
        }
        List<String> expected = output.expected(unbroken(leaf, output, records));
        List<String> given = output.records(here);
        if (given.equals(expected)) {
            delete(here);
        } else {
            faults.add(story + difference(expected, given));
        }
    }

    private void writePlan(Path here, String leaf, SoakOutput output) throws IOException {
        Files.writeString(
                here.resolve("plan.yaml"),
                "seed: 4\nshards: " + SHARDS
                        + "\nmux: stochastic\nn_active: 2\nrate: 5\nprovenance: true\nstreams:\n  - {"
                        + leaves.get(leaf) + "}\n  - {" + leaves.get(leaf) + "}\n"
                        + (output.isOfBatches() ? "buffer: {size: " + BATCH + "}\n" : ""));
    }

    private boolean toItsEnd(Path here, List<Kill> planned, int records, String flag, StringBuilder story)
            throws Exception {
        for (int attempt = 0; ; attempt++) {
            Kill next = attempt < planned.size() ? planned.get(attempt) : null;
            boolean begun = Files.exists(here.resolve("state/run.properties"));
            String parallelism = Integer.toString(1 + random.nextInt(SHARDS));
            story.append(begun ? " resume" : " sample");
            int code = begun
                    ? process(here, next, story, "resume", "state", "--parallelism", parallelism)
                    : process(
                            here,
                            next,
                            story,
                            "sample",
                            "plan.yaml",
                            "--max-iter",
                            Integer.toString(records),
                            "--state",
                            "state",
                            "--output",
                            flag,
                            "--parallelism",
                            parallelism);
            String err = Files.readString(here.resolve("err"));
            if (next != null && code > 128) {
                kills.merge(next.way, 1, Integer::sum);
            } else if (code == 0 || err.contains(": this run is finished, ")) {
                return true;
            } else {
                story.append(" failed: ").append(err.strip());
                return false;
            }
        }
    }

    /** @return the exit code; above 128 after a signal */
    private int process(Path here, Kill kill, StringBuilder story, String... args) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(Program.command(args))
                .directory(here.toFile())
                .redirectOutput(here.resolve("stdout").toFile())
                .redirectError(here.resolve("err").toFile());
        Map<String, String> environment = builder.environment();
        environment.put("PESCADOR_LOG", here.resolve("log").toString());
        environment.put("FLINK_CONF_DIR", folder.resolve("conf").toString());
        environment.put("PESCADOR_CLASSPATH", CLASSES);
        if (kill != null) {
            story.append(" until ")
                    .append(kill.way)
                    .append(' ')
                    .append(kill.when)
                    .append(',');
        }
        boolean bySignal = kill != null && kill.way != Way.OPERATION;
        if (kill != null && !bySignal) {
            environment.put("PESCADOR_CLASSPATH", folder.resolve("services") + ":" + CLASSES);
            environment.put(
                    "PESCADOR_JAVA_OPTS",
                    "-D" + MortalFiles.DIE_BEFORE + "=" + kill.when + " -D" + MortalFiles.OPERATIONS + "="
                            + here.resolve("operations"));
        }
        long turns = turns(here);
        Process process = builder.start();
        try {
            if (bySignal) {
                awaitBegun(process, here, turns);
                if (!process.waitFor(kill.when, TimeUnit.MILLISECONDS)) {
                    end(process, kill.way);
                }
            }
            assertThat(process.waitFor(3, TimeUnit.MINUTES))
                    .as("ended in time: " + story)
                    .isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Starting takes one to ten seconds, depending on the machine. */
    private static void awaitBegun(Process process, Path here, long turns) throws Exception {
        while (turns(here) == turns && process.isAlive()) {
            process.waitFor(5, TimeUnit.MILLISECONDS);
        }
    }

    private static long turns(Path here) {
        String[] turns = here.resolve("state/checkpoints").toFile().list();
        return turns == null ? 0 : turns.length;
    }

    private static void end(Process process, Way way) throws Exception {
        switch (way) {
            case TERM, INT -> signal(process, way.name());
            case STOP -> {
                signal(process, "STOP");
                process.waitFor(1_500, TimeUnit.MILLISECONDS); // several heartbeats and checkpoints
                signal(process, "CONT");
                process.waitFor(300, TimeUnit.MILLISECONDS);
                process.destroyForcibly();
            }
            default -> process.destroyForcibly();
        }
    }

    private static void signal(Process process, String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** The folder of an undisturbed run: to a file of lines, or a queue. */
    private Path unbroken(String leaf, SoakOutput output, int records) throws Exception {
        String run = leaf + "-" + (output.isOfBatches() ? "batches" : "samples") + "-" + records;
        Path whole = folder.resolve("unbroken-" + run);
        if (unbroken.put(run, whole) == null) {
            Files.createDirectory(whole);
            writePlan(whole, leaf, output);
            done(Run.of(
                    "sample",
                    whole.resolve("plan.yaml").toString(),
                    "--max-iter",
                    Integer.toString(records),
                    "--output",
                    output.isOfBatches() ? "npz:" + whole.resolve("out") : "jsonl:" + whole.resolve("out.jsonl")));
        }
        return whole;
    }

    private static String difference(List<String> expected, List<String> given) {
        int first = 0;
        while (first < Math.min(expected.size(), given.size())
                && expected.get(first).equals(given.get(first))) {
            first++;
        }
        return " gave " + given.size() + " records where " + expected.size() + " are, and others from " + first
                + " on: " + given.stream().skip(first).limit(1).collect(Collectors.joining());
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
