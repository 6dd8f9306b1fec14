// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.jobs.cli.environment;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.plugin.PluginManager;

import javax.net.ssl.SSLException;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks each store that a command will use for one file before anything is read.
 *
 * <p>The libraries of stores try again for minutes, which is right in a running job and wrong for a person whose address is mistyped. The
 * question is asked with few attempts; afterwards the file systems have the settings of the user again.
 */
final class StoreProbe {

    /** A command names a store that does not answer within 15 seconds; starting Java and the library takes two or three. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Hadoop's S3 client waits for 20 attempts otherwise. Other libraries have no such settings and meet {@link #PATIENCE}. */
    private static final Map<String, String> FEW_ATTEMPTS = Map.of(
            "fs.s3a.attempts.maximum", "1",
            "fs.s3a.retry.limit", "1",
            "fs.s3a.connection.establish.timeout", "5000");

    private StoreProbe() {}

    /**
     * @throws IOException if a store cannot be reached; the message names the path and the cause
     */
    static void reach(Collection<String> paths, Configuration config, PluginManager plugins) throws IOException {
        Map<String, String> stores = stores(paths);
        if (stores.isEmpty()) {
            return;
        }
        Configuration impatient = new Configuration(config);
        FEW_ATTEMPTS.forEach(impatient::setString);
        FileSystem.initialize(impatient, plugins);
        try {
            for (String path : stores.values()) {
                reach(path);
            }
        } finally {
            FileSystem.initialize(config, plugins);
        }
    }

    /** One path of each store, by the store. Local paths have none. */
    static Map<String, String> stores(Collection<String> paths) {
        Map<String, String> stores = new LinkedHashMap<>();
        for (String path : paths) {
            URI uri = new Path(path).toUri();
            if (uri.getAuthority() != null) {
                stores.putIfAbsent(uri.getScheme() + "://" + uri.getAuthority(), path);
            }
        }
        return stores;
    }

    private static void reach(String path) throws IOException {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        Thread thread = new Thread(() -> ask(path, answer), "store-probe");
        thread.setDaemon(true);
        thread.start();
        try {
            answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new IOException(
                    path + ": the store did not answer within " + PATIENCE.toSeconds()
                            + " seconds: check its address and the network",
                    e);
        } catch (ExecutionException e) {
            if (isUnreachable(e.getCause())) {
                throw new IOException(path + ": the store cannot be reached", e.getCause());
            }
            // Anything else is said better, and perhaps tried again, where the file is used.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(path + ": interrupted while waiting for the store", e);
        }
    }

    private static void ask(String path, CompletableFuture<Void> answer) {
        Path asked = new Path(path);
        try {
            asked.getFileSystem().getFileStatus(asked);
            answer.complete(null);
        } catch (FileNotFoundException e) {
            answer.complete(null);
        } catch (IOException | RuntimeException | LinkageError e) {
            answer.completeExceptionally(e);
        }
    }

    private static boolean isUnreachable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketException
                    || cause instanceof UnknownHostException
                    || cause instanceof SocketTimeoutException
                    || cause instanceof SSLException) {
                return true;
            }
        }
        return false;
    }
}
