package org.sdcodec.cli.studio.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.sdcodec.cli.json.JsonObjects;

/** A request and its answer. Used by one thread. */
public final class Exchange {

    private static final int MAX_JSON = 1 << 16;

    private final HttpExchange http;

    Exchange(HttpExchange http) {
        this.http = http;
        Headers headers = http.getResponseHeaders();
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self';"
                        + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    }

    /** {@code GET}, {@code POST} or another. */
    public String method() {
        return http.getRequestMethod();
    }

    /** The path without its first slash, cut at the others. */
    public List<String> path() {
        return Arrays.asList(http.getRequestURI().getPath().substring(1).split("/", -1));
    }

    /** The value of a header, empty without one. */
    public String header(String name) {
        String value = http.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    /**
     * The body of the request.
     *
     * @throws HttpFailure if it has more than so many bytes, of which no more are read
     */
    public byte[] body(int most) throws IOException {
        InputStream in = http.getRequestBody();
        byte[] bytes = in.readNBytes(most + 1);
        if (bytes.length > most) {
            throw new HttpFailure(413, "this is larger than the " + most + " bytes that are taken");
        }
        return bytes;
    }

    /** @throws HttpFailure if the body is no object of JSON */
    public Map<String, Object> json() throws IOException {
        try {
            return JsonObjects.read(body(MAX_JSON));
        } catch (IllegalArgumentException e) {
            throw new HttpFailure(400, e.getMessage());
        }
    }

    /** Answers with an object of JSON. */
    public void answer(int status, Map<String, ?> members) throws IOException {
        answer(status, "application/json", JsonObjects.write(members));
    }

    /** Answers with a failure: {@code {"error": sentence}}. */
    void fail(HttpFailure failure) throws IOException {
        answer(failure.status(), Map.of("error", failure.getMessage()));
    }

    /** Answers with text of a type. */
    public void answer(String type, String text) throws IOException {
        answer(200, type + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers with bytes. */
    public void answer(String type, byte[] bytes) throws IOException {
        answer(200, type, bytes);
    }

    private void answer(int status, String type, byte[] bytes) throws IOException {
        http.getResponseHeaders().set("Content-Type", type);
        http.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = http.getResponseBody()) {
            out.write(bytes);
        }
    }

    /** Answers with a file. */
    public void answer(String type, Path file) throws IOException {
        http.getResponseHeaders().set("Content-Type", type);
        http.sendResponseHeaders(200, Files.size(file));
        try (OutputStream out = http.getResponseBody()) {
            Files.copy(file, out);
        }
    }
}
