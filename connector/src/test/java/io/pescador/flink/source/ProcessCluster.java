// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.source;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JobManager and TaskManagers of two slots, each a process of its own, started from this test's class path. */
final class ProcessCluster implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final int restPort;
    private final Process jobManager;
    private final List<Process> taskManagers = new ArrayList<>();

    private ProcessCluster(Path directory) throws Exception {
        this.directory = directory;
        restPort = freePort();
        Files.write(
                directory.resolve("config.yaml"),
                List.of(
                        "jobmanager.rpc.address: localhost",
                        "jobmanager.rpc.port: " + freePort(),
                        "rest.port: " + restPort,
                        "rest.address: localhost",
                        "rest.bind-address: localhost",
                        "jobmanager.bind-host: localhost",
                        "jobmanager.execution.failover-strategy: full", // see ExactResumeITCase
                        "taskmanager.bind-host: localhost",
                        "taskmanager.host: localhost",
                        "taskmanager.numberOfTaskSlots: 2",
                        // What Flink's shell scripts would work out.
                        "taskmanager.cpu.cores: 2",
                        "taskmanager.memory.task.heap.size: 512m",
                        "taskmanager.memory.task.off-heap.size: 0",
                        "taskmanager.memory.network.min: 32m",
                        "taskmanager.memory.network.max: 32m",
                        "taskmanager.memory.managed.size: 1m",
                        "taskmanager.memory.framework.heap.size: 128m",
                        "taskmanager.memory.framework.off-heap.size: 64m",
                        "taskmanager.memory.jvm-metaspace.size: 128m",
                        "taskmanager.memory.jvm-overhead.min: 64m",
                        "taskmanager.memory.jvm-overhead.max: 64m",
                        "heartbeat.interval: 1000",
                        "heartbeat.timeout: 20000",
                        "io.tmp.dirs: " + directory));
        Files.write(
                directory.resolve("log4j2.properties"),
                List.of(
                        "rootLogger.level = WARN",
                        "rootLogger.appenderRef.console.ref = console",
                        "appender.console.name = console",
                        "appender.console.type = CONSOLE",
                        "appender.console.layout.type = PatternLayout"));
        jobManager = start("jobmanager", "-Xmx640m", StandaloneSessionClusterEntrypoint.class);
    }

    static ProcessCluster start(Path directory, int taskManagers) throws Exception {
        ProcessCluster cluster = new ProcessCluster(directory);
        try {
            for (int i = 0; i < taskManagers; i++) {
                cluster.startTaskManager();
            }
            cluster.awaitSlots(2 * taskManagers);
            return cluster;
        } catch (Exception | Error e) {
            cluster.close();
            throw e;
        }
    }

    void startTaskManager() throws IOException {
        taskManagers.add(start("taskmanager-" + taskManagers.size(), "-Xmx768m", TaskManagerRunner.class));
    }

    /** As {@code kill -9}. */
    void kill(int taskManager) throws InterruptedException {
        Process process = taskManagers.get(taskManager);
        process.destroyForcibly();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("process " + process.pid() + " survived being killed");
        }
    }

    void awaitSlots(int slots) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest overview = HttpRequest.newBuilder(URI.create("http://localhost:" + restPort + "/overview"))
                .build();
        CommonTestUtils.waitUtil(
                () -> {
                    if (!jobManager.isAlive() || taskManagers.stream().noneMatch(Process::isAlive)) {
                        throw new IllegalStateException("a process ended: " + logs());
                    }
                    try {
                        return client.send(overview, HttpResponse.BodyHandlers.ofString())
                                .body()
                                .contains("\"slots-total\":" + slots);
                    } catch (IOException | InterruptedException e) {
                        return false; // it does not listen yet
                    }
                },
                PATIENCE,
                "there were never " + slots + " slots");
    }

    StreamExecutionEnvironment environment(Configuration configuration) {
        return StreamExecutionEnvironment.createRemoteEnvironment("localhost", restPort, configuration);
    }

    private Process start(String name, String heap, Class<?> main) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), heap, "-XX:+UseSerialGC"));
        for (String module : List.of("lang", "util", "util.concurrent", "time", "net", "nio")) {
            command.add("--add-opens=java.base/java." + module + "=ALL-UNNAMED");
        }
        command.add("-Dlog4j.configurationFile=" + directory.resolve("log4j2.properties"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of("--configDir", directory.toString()));
        File log = directory.resolve(name + ".log").toFile();
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
    }

    private String logs() {
        StringBuilder all = new StringBuilder();
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(directory, "*.log")) {
            for (Path log : logs) {
                all.append(log).append('\n').append(Files.readString(log)).append('\n');
            }
        } catch (IOException e) {
            all.append(e);
        }
        return all.toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws Exception {
        List<Process> all = new ArrayList<>(taskManagers);
        all.add(jobManager);
        for (Process process : all) {
            process.destroyForcibly();
        }
        for (Process process : all) {
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }
}
