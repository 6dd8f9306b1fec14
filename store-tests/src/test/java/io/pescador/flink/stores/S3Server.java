// SPDX-License-Identifier: Apache-2.0
package io.pescador.flink.stores;

import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.domain.StorageMetadata;
import org.jclouds.blobstore.options.ListContainerOptions;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** An S3 server in this process that keeps objects in memory: one bucket, on a free port of the loopback interface. */
final class S3Server implements AutoCloseable {

    static final String BUCKET = "bucket";

    private final BlobStoreContext context =
            ContextBuilder.newBuilder("transient").credentials("none", "none").buildView(BlobStoreContext.class);
    private final BlobStore objects = context.getBlobStore();
    private final S3Proxy server;

    S3Server() throws Exception {
        objects.createContainerInLocation(null, BUCKET);
        server = S3Proxy.builder()
                .blobStore(objects)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.NONE, null, null)
                .ignoreUnknownHeaders(true)
                .build();
        server.start();
    }

    int port() {
        return server.getPort();
    }

    void put(String key, byte[] bytes) {
        objects.putBlob(
                BUCKET,
                objects.blobBuilder(key)
                        .payload(bytes)
                        .contentLength(bytes.length)
                        .build());
    }

    /** Puts a file, or all files below a directory. */
    void upload(Path file, String key) throws IOException {
        try (Stream<Path> files = Files.walk(file)) {
            files.filter(Files::isRegularFile).forEach(one -> {
                String below = file.relativize(one).toString();
                try {
                    put(below.isEmpty() ? key : key + "/" + below, Files.readAllBytes(one));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    byte[] get(String key) throws IOException {
        try (InputStream in = objects.getBlob(BUCKET, key).getPayload().openStream()) {
            return in.readAllBytes();
        }
    }

    /** The keys below a prefix, in order. */
    List<String> keys(String prefix) {
        return objects
                .list(
                        BUCKET,
                        ListContainerOptions.Builder.prefix(prefix).recursive().maxResults(1_000))
                .stream()
                .map(StorageMetadata::getName)
                .sorted()
                .toList();
    }

    @Override
    public void close() throws Exception {
        server.stop();
        context.close();
    }
}
