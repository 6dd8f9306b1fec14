// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.state;

import io.pescador.flink.files.MatchedFile;
import io.pescador.flink.jobs.cli.console.Figures;
import io.pescador.flink.jobs.cli.console.ShellCommand;
import io.pescador.flink.jobs.cli.environment.UserPath;
import io.pescador.flink.plan.PlanException;
import io.pescador.flink.plan.spec.LeafSpec;
import io.pescador.flink.plan.spec.Spec;

import org.apache.flink.annotation.Internal;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What a run was started with, as it is kept beside its state: enough to resume it, and to see whether the files are still those that
 * it began with.
 *
 * @param folder where it was begun, which relative paths are relative to
 * @param plan path of the plan file
 * @param variables given on the command line
 * @param seed of the run
 * @param most samples or batches, or null
 * @param output as on the command line, or null
 * @param provenance whether samples are written with where they came from
 * @param words what the plan said of its samples: the settings that decide them, by key
 * @param files path → size and time of the last change, of every file of the plan
 */
@Internal
public record RunRecord(
        String folder,
        String plan,
        Map<String, String> variables,
        long seed,
        Long most,
        String output,
        boolean provenance,
        Map<String, String> words,
        Map<String, String> files) {

    private static final String VARIABLE = "set.";
    private static final String FILE = "file.";
    private static final String WORD = "plan.";

    /** So many differences are told. */
    private static final int SHOWN = 3;

    public static Map<String, String> filesOf(Spec tree) {
        Map<String, String> files = new TreeMap<>();
        for (LeafSpec leaf : tree.leaves()) {
            MatchedFile match = leaf.file();
            if (match != null) {
                files.put(match.path(), match.size() + " " + match.modified());
            }
        }
        return files;
    }

    /** The working directory. */
    public static String here() {
        return Path.of("").toAbsolutePath().toString();
    }

    /** @throws PlanException if relative paths would lead elsewhere than when the run was begun */
    public void checkFolder(String directory) throws PlanException {
        boolean moved = !Files.exists(Path.of(folder)); // the files are compared in any case
        if (!UserPath.isAbsolute(plan) && !folder.equals(here()) && !moved) {
            throw PlanException.of(
                    directory + " is the state of a run that was begun in another folder, which its paths are"
                            + " relative to: cd " + ShellCommand.quoted(folder));
        }
    }

    /**
     * @param now the command that is to go on with this run
     * @param seeded whether it names a seed
     * @throws PlanException if it asks for something else than the one that began the run; the message says what
     */
    public void checkCommand(RunRecord now, boolean seeded, String directory) throws PlanException {
        List<String> differences = new ArrayList<>();
        if (seeded && now.seed != seed) {
            differences.add("seed " + seed + " → " + now.seed);
        }
        if (!Objects.equals(now.output, output)) {
            differences.add("output " + (output == null ? "none" : output) + " → "
                    + (now.output == null ? "none" : now.output));
        }
        if (now.provenance != provenance) {
            differences.add(provenance ? "without --provenance now" : "with --provenance now");
        }
        refuse(differences, directory);
        checkWords(now.words, directory);
    }

    /** @throws PlanException if the plan says something else now; the message says what */
    public void checkWords(Map<String, String> now, String directory) throws PlanException {
        List<String> differences = new ArrayList<>();
        for (String key : words.keySet()) {
            if (!words.get(key).equals(now.get(key))) {
                differences.add(key + " " + words.get(key) + " → " + now.getOrDefault(key, "left out"));
            }
        }
        for (String key : now.keySet()) {
            if (!words.containsKey(key)) {
                differences.add(key + " not there → " + now.get(key));
            }
        }
        refuse(differences, directory);
    }

    private void refuse(List<String> differences, String directory) throws PlanException {
        if (!differences.isEmpty()) {
            int more = differences.size() - SHOWN;
            throw PlanException.of(directory + " is the state of another plan: "
                    + String.join(", ", differences.subList(0, Math.min(SHOWN, differences.size())))
                    + (more > 0 ? " and " + more + " more" : "")
                    + ". Resume with the old plan, or start afresh with: " + afresh(directory));
        }
    }

    private String afresh(String directory) {
        return "pescador sample " + ShellCommand.quoted(plan) + " --state " + ShellCommand.quoted(directory)
                + " --fresh";
    }

    /** @throws PlanException if the files are not those that the run began with; the message says how they differ */
    public void check(Map<String, String> now, String directory) throws PlanException {
        List<String> gone =
                files.keySet().stream().filter(file -> !now.containsKey(file)).toList();
        List<String> added =
                now.keySet().stream().filter(file -> !files.containsKey(file)).toList();
        List<String> changed = files.keySet().stream()
                .filter(file -> now.containsKey(file) && !now.get(file).equals(files.get(file)))
                .toList();
        List<String> differences = new ArrayList<>();
        if (!gone.isEmpty() || !added.isEmpty()) {
            differences.add("pool +" + added.size() + " −" + gone.size() + " files (first: "
                    + (added.isEmpty() ? gone : added).get(0) + ")");
        }
        if (!changed.isEmpty()) {
            differences.add(Figures.count(changed.size(), "file") + " changed since (first: " + changed.get(0) + ")");
        }
        if (!differences.isEmpty()) {
            throw PlanException.of(directory + " is the state of a run over other files: "
                    + String.join(", ", differences)
                    + ". Put them back, or start afresh with: " + afresh(directory));
        }
    }

    /**
     * The command that repeats the run from its beginning.
     *
     * @param end samples or batches that the run came to, or null
     * @param planned the plan's own end, or null
     */
    public String repeat(Long end, Long planned) {
        return new ShellCommand("pescador sample")
                .word(plan)
                .options("--set", variables)
                .option("--seed", seed)
                .option("--max-iter", end != null && end.equals(planned) ? null : end)
                .option("--output", output)
                .flag("--provenance", provenance)
                .toString();
    }

    String write() throws IOException {
        Properties all = new Properties();
        all.setProperty("folder", folder);
        all.setProperty("plan", plan);
        all.setProperty("seed", Long.toString(seed));
        all.setProperty("provenance", Boolean.toString(provenance));
        if (most != null) {
            all.setProperty("max-iter", Long.toString(most));
        }
        if (output != null) {
            all.setProperty("output", output);
        }
        variables.forEach((name, value) -> all.setProperty(VARIABLE + name, value));
        words.forEach((key, word) -> all.setProperty(WORD + key, word));
        files.forEach((path, state) -> all.setProperty(FILE + path, state));
        StringWriter text = new StringWriter();
        all.store(text, "what this run was started with; pescador resume reads it");
        return text.toString();
    }

    /** @throws IOException if the text is no such record */
    static RunRecord read(String text) throws IOException {
        Properties all = new Properties();
        try {
            all.load(new StringReader(text));
            Map<String, String> variables = new LinkedHashMap<>();
            Map<String, String> files = new TreeMap<>();
            Map<String, String> words = new TreeMap<>();
            for (String key : all.stringPropertyNames()) {
                if (key.startsWith(VARIABLE)) {
                    variables.put(key.substring(VARIABLE.length()), all.getProperty(key));
                } else if (key.startsWith(WORD)) {
                    words.put(key.substring(WORD.length()), all.getProperty(key));
                } else if (key.startsWith(FILE)) {
                    files.put(key.substring(FILE.length()), all.getProperty(key));
                }
            }
            String most = all.getProperty("max-iter");
            String plan = all.getProperty("plan");
            if (plan == null) {
                throw new IOException("it names no plan");
            }
            return new RunRecord(
                    all.getProperty("folder", ""),
                    plan,
                    variables,
                    Long.parseLong(all.getProperty("seed")),
                    most == null ? null : Long.valueOf(most),
                    all.getProperty("output"),
                    Boolean.parseBoolean(all.getProperty("provenance")),
                    words,
                    files);
        } catch (IllegalArgumentException e) {
            throw new IOException("it is damaged", e);
        }
    }
}
