// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.plan;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** What a person reads who made a mistake: thing, place, reason and way out, one line each. */
class PlanErrorsTest {

    @TempDir
    Path temporary;

    private PlanFolder folder;

    @BeforeEach
    void someData() throws IOException {
        folder = new PlanFolder(temporary);
        for (int i = 0; i < 3; i++) {
            folder.npz("data/" + (char) ('a' + i) + ".npz", 10 + i, 4);
        }
    }

    // ---- keys

    @Test
    void unknownKey() throws IOException {
        says(
                "mux: stochastic\nn_activ: 2\nof: {npz: data/*.npz}\n",
                "plan.yaml:2: unknown key \"n_activ\": did you mean \"n_active\"?",
                "plan.yaml:1: n_active is missing: it says how many streams are open at a time, and mixing needs several,"
                        + " such as n_active: 32");
        says(
                "mux: shuffled\nof: {npz: data/*.npz, colour: red}\n",
                "plan.yaml:2: unknown key \"colour\": there are npz, fields, rows, max_epochs, window,"
                        + " split, name, map, classes, filter, cycle, epochs, reshuffle, cache, max_iter, buffer, pad, on_error");
        says(
                "mux: shuffled\nof: {npz: data/*.npz}\nbuffer: {sise: 3, size: 4}\n",
                "plan.yaml:3: unknown key \"sise\" in buffer: did you mean \"size\"?");
    }

    @Test
    void keyInTheWrongPlace() throws IOException {
        says(
                "mux: shuffled\nrate: 16\nof: {npz: data/*.npz}\n",
                "plan.yaml:2: \"rate\" has no place in a shuffled mux: it belongs to a stochastic mux");
        says(
                "mux: shuffled\nof: {npz: data/*.npz, seed: 3}\n",
                "plan.yaml:2: \"seed\" has no place in a leaf of npz files: it belongs to a plan");
    }

    @Test
    void keyGivenTwice() throws IOException {
        says(
                "mux: stochastic\nn_active: 2\nrate: 4\nn_active: 3\nof: {npz: data/*.npz}\n",
                "plan.yaml:4: n_active is given twice, first in line 2: keep one");
    }

    // ---- values

    @Test
    void wrongType() throws IOException {
        says(
                "mux: stochastic\nn_active: many\nof: {npz: data/*.npz}\n",
                "plan.yaml:2: n_active is \"many\": at least one stream must be open");
        says(
                "mux: stochastic\nn_active: [2]\nof: {npz: data/*.npz}\n",
                "plan.yaml:2: n_active is a list: at least one stream must be open");
        says(
                "seed: 0x10\nmux: shuffled\nof: {npz: data/*.npz}\n",
                "plan.yaml:1: seed is \"0x10\": a seed is a whole number");
        says("mux: shuffled\nof: {npz: data/*.npz, cycle: yes}\n", "plan.yaml:2: cycle is \"yes\": true or false");
        says(
                "mux: stochastic\nmode: exhaustiv\nn_active: 2\nof: {npz: data/*.npz}\n",
                "plan.yaml:2: mode is \"exhaustiv\": did you mean \"exhaustive\"?");
        says(
                "mux: stochastic\nmode: fast\nn_active: 2\nof: {npz: data/*.npz}\n",
                "plan.yaml:2: mode is \"fast\": with_replacement, single_active or exhaustive");
    }

    @Test
    void numbersOutOfRange() throws IOException {
        says(
                "mux: stochastic\nn_active: 0\nof: {npz: data/*.npz}\n",
                "plan.yaml:2: n_active is 0: at least one stream must be open");
        says(
                "mux: stochastic\nrate: 0.5\nn_active: 2\nof: {npz: data/*.npz}\n",
                "plan.yaml:2: rate is 0.5: the mean number of samples of an activation is a number ≥ 1");
        says(
                "shards: 0\nmux: shuffled\nof: {npz: data/*.npz}\n",
                "plan.yaml:1: shards is 0: the number of shards is a whole number ≥ 1");
        says(
                "pace: slow\nmux: shuffled\nof: {npz: data/*.npz}\n",
                "plan.yaml:1: pace is \"slow\": a pace is the most that one reader may be ahead, a whole number ≥ 1, or none");
        says(
                "mux: shuffled\nof: {npz: data/*.npz}\nbuffer: 0\n",
                "plan.yaml:3: buffer is 0: a batch has a whole number of samples ≥ 1");
    }

    @Test
    void notANode() throws IOException {
        says(
                "name: x\n",
                "plan.yaml:1: this node is neither a mux nor a leaf: give it \"mux\", or one of items, npz, npy, csv, jsonl, text, parquet, raw, class");
        says(
                "npz: data/a.npz\ncsv: data/b.csv\n",
                "plan.yaml:1: a node is one thing, not npz and csv: put each into a node of its own");
        says(
                "mux: shuffled\nstreams:\n  - data/a.npz\n",
                "plan.yaml:3: a stream is a node, such as {npz: \"data/a.npz\"}, not \"data/a.npz\"");
        says("mux: shuffled\nstreams: []\n", "plan.yaml:2: streams is empty: a mux needs at least one");
        says(
                "mux: shuffled\n",
                "plan.yaml:1: this mux has no streams: list them under \"streams\", or give a pattern under \"of\"");
        says("- a\n- b\n", "plan.yaml:1: a plan is a mapping of keys, such as \"mux: stochastic\"");
        says("", "plan.yaml:1: the plan is empty: it needs at least a mux or a leaf");
    }

    @Test
    void noYaml() throws IOException {
        says("mux: [shuffled\nseed: 3\n", "plan.yaml:2: this is no YAML: expected ',' or ']', but got :");
    }

    // ---- files

    @Test
    void patternThatMatchesNothing() throws IOException {
        says(
                "mux: shuffled\nof: {npz: \"dta/*.npz\"}\n",
                "plan.yaml:2: dta/*.npz: no file matches; . has data/, plan.yaml (did you mean data/*.npz?)");
        says(
                "mux: shuffled\nof: {npz: \"data/*.npy\"}\n",
                "plan.yaml:2: data/*.npy: no file matches; data has a.npz, b.npz, c.npz (did you mean data/*.npz?)");
    }

    @Test
    void unknownFileSystem() throws IOException {
        says(
                "mux: shuffled\nof: {npz: \"s4://bucket/*.npz\"}\n",
                "plan.yaml:2: s4://bucket/*.npz: no file system is known for \"s4://\": put Flink's plugin for it into the"
                        + " folder plugins, or correct the path");
    }

    @Test
    void missingArray() throws IOException {
        says(
                "mux: shuffled\nof:\n  npz: data/*.npz\n  fields: [X, labels]\n",
                "plan.yaml:4: data/a.npz: no array \"labels\"; it has X, Y. Say which ones to read with `fields:`");
    }

    @Test
    void noFields() throws IOException {
        says("npz: data/a.npz\nfields: []\n", "plan.yaml:2: fields is empty: name at least one array");
        says(
                "npz: data/a.npz\nfields: {X: {class}}\n",
                "plan.yaml:2: a field is the name of an array or column, a list of columns, or \"{capture}\": braces stand between"
                        + " quotes");
    }

    @Test
    void missingColumn() throws IOException {
        folder.file("t.csv", "height,width\n1,2\n");
        says(
                "csv: t.csv\nfields: {h: hight}\n",
                "plan.yaml:2: t.csv: no column \"hight\" (did you mean \"height\"?); it has height, width");
    }

    @Test
    void cellsThatCannotBeReadSo() throws IOException {
        folder.file("t.csv", "n,name\n1,a\n");
        says(
                "csv: t.csv\ntypes: {n: flaot32}\n",
                "plan.yaml:2: type of \"n\" is \"flaot32\": did you mean \"float32\"?");
        says(
                "csv: t.csv\ntypes: {n: real}\n",
                "plan.yaml:2: type of \"n\" is \"real\": one of bool, int8, int16, int32, int64, uint8, uint16, uint32,"
                        + " uint64, float32, float64, str");
        says(
                "csv: t.csv\ntypes: [int64]\n",
                "plan.yaml:2: types is a list: a mapping from names in the sample to types: {X: float32}");
        says(
                "csv: t.csv\ntypes: {m: int64}\n",
                "plan.yaml:2: t.csv: types declares \"m\" (did you mean \"n\"?), which no field is named");
        says("csv: t.csv\ntypes: {name: int64}\n", "plan.yaml:2: t.csv:2: column \"name\": \"a\" is no int64");
        says(
                "csv: t.csv\nseparator: tab\n",
                "plan.yaml:2: separator is \"tab\": one character between quotes, such as \";\", or \"\\t\" for tabulators");
        says("csv: t.csv\nheader: no\n", "plan.yaml:2: header is \"no\": true or false");
        says(
                "npz: data/a.npz\nheader: false\n",
                "plan.yaml:2: \"header\" has no place in a leaf of npz files: it belongs to a leaf of csv files");
        says(
                "npz: data/a.npz\ntypes: {X: float64}\n",
                "plan.yaml:2: \"types\" has no place in a leaf of npz files: it belongs to a leaf of csv files, a leaf of jsonl"
                        + " files or a leaf of parquet files");
    }

    @Test
    void noCapture() throws IOException {
        says(
                "mux: shuffled\neach: class\nof: {npz: \"data/*.npz\"}\n",
                "plan.yaml:2: each is \"class\", but no pattern below captures it: write {class} in the pattern");
        says(
                "mux: shuffled\neach: clas\nof: {npz: \"data/{class}.npz\"}\n",
                "plan.yaml:2: each is \"clas\", but no pattern below captures it: did you mean \"class\"?");
        says(
                "mux: shuffled\nof: {npz: \"data/*.npz\", fields: [X, \"{class}\"]}\n",
                "plan.yaml:2: the path captures no \"class\": write {class} in it");
    }

    @Test
    void fileThatIsNoNpz() throws IOException {
        folder.file("data/d.npz", "I am a text");
        String plan = "mux: shuffled\nof: {npz: \"data/*.npz\"}\n";
        says(plan, "data/d.npz: is no npz file: it has no zip directory at its end");
        assertThat(folder.isDataAlone(plan)).isTrue();
    }

    @Test
    void objectArray() throws IOException {
        folder.npzOf("data/d.npz", "meta", "{'descr': '|O', 'fortran_order': False, 'shape': (2,), }");
        String plan = "mux: shuffled\nof: {npz: data/d.npz}\n";
        says(
                plan,
                "data/d.npz: array \"meta\": is an object array: Python objects are pickled, and reading a pickle runs the code in"
                        + " it. Save numbers or texts of one type (descr '|O')");
        assertThat(folder.isDataAlone(plan)).isTrue();
    }

    @Test
    void samplesThatMakeNoBatch() throws IOException {
        folder.npz("data/d.npz", 5, 3);
        says(
                "mux: shuffled\nof: {npz: data/*.npz}\nbuffer: 4\n",
                "plan.yaml:3: no batch can be made of data/a.npz and data/d.npz: \"X\" is float32 (4,) in the first and"
                        + " float32 (3,) in the second. Choose alike arrays with `fields:`, even out lengths with `pad:`, or leave out buffer");
    }

    // ---- weights

    @Test
    void weightsOfTheWrongNumber() throws IOException {
        says(
                "mux: shuffled\nweights: [1, 2]\nof: {npz: data/*.npz}\n",
                "plan.yaml:2: 2 weights for 3 streams: give each stream its weight");
    }

    @Test
    void weightsThatAreNone() throws IOException {
        says(
                "name: speech\nmux: shuffled\nweights: [1, 2, -0.2]\nof: {npz: data/*.npz}\n",
                "plan.yaml:3: weights[2] of mux \"speech\" is -0.2: a weight is a number ≥ 0");
        says(
                "mux: shuffled\nweights:\n  - .nan\n  - heavy\n  - .inf\nof: {npz: data/*.npz}\n",
                "plan.yaml:3: weights[0] is NaN: a weight is a number ≥ 0",
                "plan.yaml:4: weights[1] is \"heavy\": a weight is a number ≥ 0",
                "plan.yaml:5: weights[2] is Infinity: a weight is a number ≥ 0");
        says(
                "mux: shuffled\nweights: [0, 0, 0]\nof: {npz: data/*.npz}\n",
                "plan.yaml:2: weights are all 0: at least one must be above");
    }

    @Test
    void weightForAnUnknownChild() throws IOException {
        says(
                "mux: shuffled\nweights: {a: 1, b: 2, c: 1, bb: 4}\nof: {npz: data/*.npz}\n",
                "plan.yaml:2: a weight for \"bb\", but no stream is called so: there are data/a.npz, data/b.npz, data/c.npz");
        says(
                "mux: shuffled\nweights: {even: 1, od: 2}\nstreams:\n  - {name: even, npz: data/a.npz}\n  - {name: odd, npz: data/b.npz}\n",
                "plan.yaml:2: a weight for \"od\", but no stream is called so: did you mean \"odd\"?",
                "plan.yaml:2: no weight for odd: give each stream one, or \"*\" for all others");
    }

    /** Of very many mistakes of one kind the first are told: each is held against all names. */
    @Test
    void weightsForManyNamesThatDoNotExist() throws IOException {
        StringBuilder weights = new StringBuilder("*,1\n");
        for (int i = 0; i < 500; i++) {
            weights.append("other-").append(i).append(",1\n");
        }
        folder.file("weights.csv", weights.toString());
        assertThat(folder.mistakes("mux: shuffled\nweights: weights.csv\nof: {npz: data/*.npz}\n"))
                .hasSize(21)
                .contains("weights.csv:2: a weight for \"other-0\", but no stream is called so: there are data/a.npz,"
                        + " data/b.npz, data/c.npz")
                .endsWith("plan.yaml:2: 480 more weights in weights.csv for names that no stream has");
    }

    @Test
    void weightsFileThatLacksPaths() throws IOException {
        folder.file("weights.csv", "name,weight\na.npz,3\n");
        says(
                "mux: shuffled\nweights: weights.csv\nof: {npz: data/*.npz}\n",
                "plan.yaml:2: no weight for data/b.npz, data/c.npz in weights.csv: give each stream one, or \"*\" for all others");
        folder.file("weights.csv", "a.npz,3\nb.npz,1\n\"a.npz\",2\nc.npz,1\n");
        says(
                "mux: shuffled\nweights: weights.csv\nof: {npz: data/*.npz}\n",
                "weights.csv:3: \"a.npz\" has a weight in line 1 already: leave one of them out");
        folder.file("weights.csv", "a,b.npz,3\n");
        says(
                "mux: shuffled\nweights: weights.csv\nof: {npz: data/*.npz}\n",
                "weights.csv:1: \"a,b.npz,3\" is no weight: a line is name,weight with a number ≥ 0, and a name with a comma"
                        + " stands between quotes");
        folder.file("weights.csv", "a.npz,3\n\"b.npz,3\n");
        says(
                "mux: shuffled\nweights: weights.csv\nof: {npz: data/*.npz}\n",
                "weights.csv:2: \"b.npz,3\" is no weight: a line is name,weight with a number ≥ 0");
        folder.file("weights.csv", "a.npz 3\n");
        says(
                "mux: shuffled\nweights: weights.csv\nof: {npz: data/*.npz}\n",
                "weights.csv:1: \"a.npz 3\" is no weight: a line is name,weight with a number ≥ 0");
        says(
                "mux: shuffled\nweights: wieghts.csv\nof: {npz: data/*.npz}\n",
                "plan.yaml:2: weights are in wieghts.csv, but there is no such file");
    }

    // ---- the whole

    @Test
    void fewerSlotsThanShards() throws IOException {
        says(
                "shards: 8\nmux: stochastic\nn_active: 3\nof: {npz: data/*.npz}\n",
                "plan.yaml:3: n_active is 3, fewer than the 8 shards: each shard needs a slot. Raise n_active or lower shards");
    }

    @Test
    void epochsOfEndlessLeaves() throws IOException {
        says(
                "mux: chain\nof: {npz: data/*.npz, rows: random}\nstop: {epochs: 2}\n",
                "plan.yaml:3: stop counts epochs, but the plan has streams that never end, so the first would not either:"
                        + " count samples, or take modes that end (exhaustive) and rows other than random");
        says(
                "mux: chain\nof: {npz: data/*.npz, rows: random, epochs: 2}\n",
                "plan.yaml:2: epochs of data/a.npz, which is endless: its first pass would never end. Make it finite, or use max_iter");
    }

    @Test
    void tooManyOpenFiles() throws IOException {
        says(
                "max_open: 2\nmux: shuffled\nof: {npz: data/*.npz}\n",
                "plan.yaml:1: up to 3 files would be open at a time, more than max_open 2: lower n_active, or raise max_open");
    }

    @Test
    void endlessStreamsWithoutRate() throws IOException {
        says(
                "mux: stochastic\nn_active: 2\nof: {npz: data/*.npz, rows: random}\n",
                "plan.yaml:1: mux \"stochastic\": there is no rate, and streams that never end would hold all 2 slots while"
                        + " 3 streams wait: set rate, or n_active to 3");
    }

    @Test
    void stopThatCountsTheWrongThing() throws IOException {
        says(
                "mux: shuffled\nof: {npz: data/*.npz}\nstop: {batches: 2}\n",
                "plan.yaml:3: stop counts batches, but the plan makes none: count samples, or add buffer");
        says(
                "mux: shuffled\nof: {npz: data/*.npz}\nbuffer: 64\nstop: {samples: 10}\n",
                "plan.yaml:4: stop is at 10 samples, fewer than a batch of 64: raise it, or lower the size of buffer");
        says(
                "mux: shuffled\nof: {npz: data/*.npz}\nstop: 100\n",
                "plan.yaml:3: stop is 100: write stop: {samples: 10_000}, or batches or epochs");
    }

    @Test
    void variables() throws IOException {
        says(
                "vars: {data: data}\nmux: shuffled\nof: {npz: \"${dat}/*.npz\"}\n",
                "plan.yaml:3: no variable \"dat\": did you mean \"data\"?");
        assertThat(folder.mistakes("vars: {data: data}\nnpz: \"${data}/a.npz\"\n", Map.of("dta", "x")))
                .containsExactly("plan.yaml:1: --set dta: the plan has no such variable: did you mean \"data\"?");
    }

    @Test
    void whatIsNotSupported() throws IOException {
        says(
                "npz: data/a.npz\non_error: ignore\n",
                "plan.yaml:2: on_error is \"ignore\": a stream that fails can fail the job or be left out: fail or skip");
        says(
                "npz: data/a.npz\nmap: com.example.Missing\n",
                "plan.yaml:2: no class com.example.Missing on the class path: give its jar with PESCADOR_CLASSPATH");
    }

    @Test
    void allMistakesAtOnce() throws IOException {
        says(
                """
                sed: 42
                mux: stochastic
                n_active: 0
                rate: .5
                weights: [1, -1]
                of:
                  npz: dta/*.npz
                  row: shuffled
                """,
                "plan.yaml:1: unknown key \"sed\": did you mean \"seed\"?",
                "plan.yaml:3: n_active is 0: at least one stream must be open",
                "plan.yaml:4: rate is 0.5: the mean number of samples of an activation is a number ≥ 1",
                "plan.yaml:5: weights[1] is -1: a weight is a number ≥ 0",
                "plan.yaml:8: unknown key \"row\": did you mean \"rows\"?",
                "plan.yaml:7: dta/*.npz: no file matches; . has data/, plan.yaml (did you mean data/*.npz?)");
    }

    private void says(String plan, String... lines) throws IOException {
        assertThat(folder.mistakes(plan)).containsExactly(lines);
    }
}
