// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.sink.queue;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs Python that reads with the module {@code python/}, with whatever interpreter of this machine has what it needs. */
public final class Python {

    private static final List<String> INTERPRETERS = List.of("python3", "/usr/bin/python3");

    private final String interpreter;

    private Python(String interpreter) {
        this.interpreter = interpreter;
    }

    /** An interpreter that can import the modules. Without one the test is skipped, and says why. */
    public static Python with(String... modules) throws Exception {
        for (String interpreter : INTERPRETERS) {
            if (imports(interpreter, modules)) {
                return new Python(interpreter);
            }
        }
        Assumptions.abort("no python3 here has " + String.join(", ", modules)
                + "; Debian's packages are python3-numpy, python3-zmq, python3-msgpack, python3-torch");
        return null;
    }

    private static boolean imports(String interpreter, String... modules) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(interpreter, "-c", "import " + String.join(", ", modules))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // not there
        }
    }

    /** A piece of the page, as it is printed there. */
    public static String snippet(String name) throws IOException {
        Matcher found = Pattern.compile("<!-- snippet: " + name + " -->\n```python\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(page()));
        if (!found.find()) {
            throw new IllegalArgumentException(page() + " has no snippet \"" + name + "\"");
        }
        return found.group(1);
    }

    private static Path page() {
        return ofTheProject("docs/trainer.md");
    }

    private static Path ofTheProject(String path) {
        Path here = Path.of(path);
        return Files.exists(here) ? here : Path.of("..").resolve(here);
    }

    /** Starts a program; what it prints goes to a file of the same name with {@code .out}. */
    public Process start(Path script, String program, String... arguments) throws IOException {
        Files.writeString(script, program);
        List<String> command = new ArrayList<>(List.of(interpreter, script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .put("PYTHONPATH", ofTheProject("python").toAbsolutePath().toString());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        script.resolveSibling(script.getFileName() + ".out").toFile()))
                .start();
    }
}
