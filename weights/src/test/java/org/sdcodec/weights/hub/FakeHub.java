package org.sdcodec.weights.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A hub as Hugging Face documents it, and the storage host to which it redirects for large files, each of which can be
 * made to misbehave on its next requests. The hub is addressed as 127.0.0.1, the storage as localhost: two hosts to a
 * client.
 */
final class FakeHub implements Closeable {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    static final String STORAGE_TAG = "\"storage-tag-1\"";

    /** What a server does instead of answering properly. */
    interface Fault {
        /** @return whether the exchange was answered */
        boolean answer(HttpExchange exchange, byte[] content) throws IOException;
    }

    record Request(String server, String method, String path, String range, String ifRange, String authorization) {}

    final List<Request> requests = new CopyOnWriteArrayList<>();
    final Deque<Fault> hubFaults = new ConcurrentLinkedDeque<>();
    final Deque<Fault> storageFaults = new ConcurrentLinkedDeque<>();

    /** Until this is counted down, stalled answers stay stalled. */
    final CountDownLatch stalled = new CountDownLatch(1);

    private final Map<String, byte[]> files = new TreeMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer hub;
    private final HttpServer storage;

    FakeHub() throws IOException {
        hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.createContext("/", this::hub);
        hub.setExecutor(threads);
        hub.start();
        storage = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        storage.createContext("/", this::storage);
        storage.setExecutor(threads);
        storage.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + hub.getAddress().getPort();
    }

    int port() {
        return hub.getAddress().getPort();
    }

    private String storageEndpoint() {
        return "http://localhost:" + storage.getAddress().getPort();
    }

    /** Publishes a file of a repository. */
    void publish(String repository, String path, byte[] content) {
        files.put("/" + repository + "/" + path, content);
    }

    List<Request> to(String server, String method) {
        return requests.stream()
                .filter(request -> request.server.equals(server) && request.method.equals(method))
                .toList();
    }

    private void record(String server, HttpExchange exchange) {
        requests.add(new Request(
                server,
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                exchange.getRequestHeaders().getFirst("Range"),
                exchange.getRequestHeaders().getFirst("If-Range"),
                exchange.getRequestHeaders().getFirst("Authorization")));
    }

    private void hub(HttpExchange exchange) throws IOException {
        try (exchange) {
            record("hub", exchange);
            String path = exchange.getRequestURI().getPath();
            byte[] content = files.get(path.replaceFirst("/resolve/(main|" + COMMIT + ")/", "/"));
            Fault fault = hubFaults.poll();
            if (fault != null && fault.answer(exchange, content)) {
                return;
            }
            if (content == null) {
                exchange.getResponseHeaders().set("X-Error-Code", "EntryNotFound");
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
            if (path.endsWith(".safetensors")) {
                exchange.getResponseHeaders().set("X-Linked-ETag", "\"" + sha256(content) + "\"");
                exchange.getResponseHeaders().set("X-Linked-Size", Integer.toString(content.length));
                exchange.getResponseHeaders().set("Location", storageEndpoint() + path);
                exchange.sendResponseHeaders(302, -1);
            } else {
                exchange.getResponseHeaders().set("ETag", "\"" + gitSha1(content) + "\"");
                send(exchange, content);
            }
        }
    }

    private void storage(HttpExchange exchange) throws IOException {
        try (exchange) {
            record("storage", exchange);
            byte[] content = files.get(exchange.getRequestURI().getPath().replace("/resolve/" + COMMIT + "/", "/"));
            exchange.getResponseHeaders().set("ETag", STORAGE_TAG);
            Fault fault = storageFaults.poll();
            if (fault != null && fault.answer(exchange, content)) {
                return;
            }
            send(exchange, content);
        }
    }

    private static int from(HttpExchange exchange) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        String same = exchange.getRequestHeaders().getFirst("If-Range");
        boolean honoured = range != null && (same == null || same.equals(STORAGE_TAG));
        return honoured ? Integer.parseInt(range.replaceAll("[^0-9]", "")) : 0;
    }

    private static void send(HttpExchange exchange, byte[] content) throws IOException {
        int from = from(exchange);
        OutputStream body = start(exchange, content, from);
        body.write(content, from, content.length - from);
    }

    private static OutputStream start(HttpExchange exchange, byte[] content, int from) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
            exchange.sendResponseHeaders(200, -1);
            return OutputStream.nullOutputStream();
        }
        if (from > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
        return exchange.getResponseBody();
    }

    /** Ends the connection after so many bytes. */
    static Fault cutAfter(int bytes) {
        return (exchange, content) -> {
            int from = from(exchange);
            OutputStream body = start(exchange, content, from);
            body.write(content, from, bytes);
            body.flush();
            return true;
        };
    }

    /** Starts at the first byte, whatever part was asked for, and ends the connection after so many bytes. */
    static Fault cutAfterIgnoringRange(int bytes) {
        return (exchange, content) -> {
            OutputStream body = start(exchange, content, 0);
            body.write(content, 0, bytes);
            body.flush();
            return true;
        };
    }

    /** Sends some bytes and then nothing more. */
    Fault stallAfter(int bytes) {
        return (exchange, content) -> {
            int from = from(exchange);
            OutputStream body = start(exchange, content, from);
            body.write(content, from, bytes);
            body.flush();
            try {
                stalled.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return true;
        };
    }

    /** Answers with everything, whatever part was asked for. */
    static Fault ignoreRange() {
        return (exchange, content) -> {
            start(exchange, content, 0).write(content);
            return true;
        };
    }

    /** Answers with another part than the one that was asked for. */
    static Fault wrongRange() {
        return (exchange, content) -> {
            start(exchange, content, 7).write(content, 7, content.length - 7);
            return true;
        };
    }

    /** The right number of other bytes. */
    static Fault corrupt() {
        return (exchange, content) -> {
            byte[] other = content.clone();
            other[other.length / 2] ^= 1;
            send(exchange, other);
            return true;
        };
    }

    /** Announces and sends too few bytes. */
    static Fault tooShort() {
        return (exchange, content) -> {
            send(exchange, Arrays.copyOf(content, content.length - 10));
            return true;
        };
    }

    /** Sends too many bytes without announcing how many. */
    static Fault tooLong() {
        return (exchange, content) -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(content);
            exchange.getResponseBody().write(new byte[100]);
            return true;
        };
    }

    static Fault status(int status, String... headers) {
        return (exchange, content) -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
            return true;
        };
    }

    static Fault none() {
        return (exchange, content) -> false;
    }

    static String sha256(byte[] content) {
        return hex("SHA-256", new byte[0], content);
    }

    static String gitSha1(byte[] content) {
        return hex("SHA-1", ("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8), content);
    }

    private static String hex(String algorithm, byte[] prefix, byte[] content) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(prefix);
            return HexFormat.of().formatHex(digest.digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stalled.countDown();
        hub.stop(0);
        storage.stop(0);
        threads.shutdownNow();
    }
}
