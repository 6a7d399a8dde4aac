package org.sdcodec.weights.hub;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.sdcodec.weights.WeightsException;

/**
 * Asks the hub for files: {@code ENDPOINT/ORG/NAME/resolve/REVISION/PATH}. Redirections are followed by hand, because
 * the access token must not reach another host than the hub's own, and because the hub's answer before the redirection
 * tells the content's hash and size ({@code X-Linked-ETag}, {@code X-Linked-Size}) and the commit ({@code
 * X-Repo-Commit}).
 */
final class HubClient {
    private static final int MOST_REDIRECTIONS = 10;
    private static final long POLL_MILLIS = 100;

    private final URI endpoint;
    private final Optional<String> token;
    private final Timing timing;
    private final HttpClient http;

    HubClient(HubEnvironment environment, Timing timing) {
        this.endpoint = environment.endpoint();
        this.token = environment.token();
        this.timing = timing;
        EnvironmentProxies proxies = new EnvironmentProxies(environment);
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timing.connect())
                .proxy(proxies);
        proxies.authenticator().ifPresent(builder::authenticator);
        this.http = builder.build();
    }

    /**
     * Asks for a file's hash, size and commit.
     *
     * @throws WeightsException if it is not there or not for this user
     */
    RemoteFile describe(String repository, String revision, String path, BooleanSupplier cancelled) throws IOException {
        URI uri = address(repository, revision, path);
        String commit = null;
        for (int hop = 0; hop <= MOST_REDIRECTIONS; hop++) {
            HttpRequest.Builder request = request(uri).method("HEAD", HttpRequest.BodyPublishers.noBody());
            HttpResponse<Void> response = send(request, HttpResponse.BodyHandlers.discarding(), cancelled);
            commit = response.headers().firstValue("X-Repo-Commit").orElse(commit);
            boolean redirected = isRedirection(response.statusCode());
            if (!redirected && response.statusCode() != 200) {
                throw HubProblem.of(response, new HubProblem.Request(endpoint, repository, path, uri, tokenFor(uri)));
            }
            Optional<String> linked = response.headers().firstValue("X-Linked-ETag");
            URI next = redirected ? target(uri, response) : null;
            if (!redirected || linked.isPresent() || !isEndpoint(next)) {
                return remoteFile(uri, path, commit, response, linked);
            }
            uri = next;
        }
        throw tooManyRedirections(repository, path);
    }

    private RemoteFile remoteFile(
            URI uri, String path, String commit, HttpResponse<Void> response, Optional<String> linked) {
        Optional<ContentHash> hash =
                linked.or(() -> response.headers().firstValue("ETag")).flatMap(ContentHash::ofEtag);
        Optional<String> size = response.headers()
                .firstValue("X-Linked-Size")
                .or(() -> response.headers().firstValue("Content-Length"))
                .filter(text -> text.matches("\\d{1,18}"));
        if (hash.isEmpty() || size.isEmpty() || commit == null || !commit.matches("[0-9a-f]{40}")) {
            throw new WeightsException(uri + ": the answer lacks the content's hash, its size or the commit; "
                    + endpoint.getHost() + " does not behave as a Hugging Face hub: check HF_ENDPOINT");
        }
        return new RemoteFile(path, commit, hash.get(), Long.parseLong(size.get()));
    }

    /**
     * A file's content.
     *
     * @param body to be closed
     * @param from position of its first byte: what was asked for, or 0 if the server sends all
     * @param etag what names this content at the server that sends it; null if it does not say
     */
    record Content(BodyQueue body, long from, String etag) {}

    /**
     * Asks for a file's content from a position on.
     *
     * @param sameAs the ETag of an earlier answer that is to be continued, or null
     * @throws TransientFailure if it is worth asking again
     */
    Content fetch(String repository, RemoteFile file, long from, String sameAs, BooleanSupplier cancelled)
            throws IOException {
        URI uri = address(repository, file.commit(), file.path());
        for (int hop = 0; hop <= MOST_REDIRECTIONS; hop++) {
            HttpRequest.Builder request = request(uri).GET();
            if (from > 0) {
                request.header("Range", "bytes=" + from + "-");
                if (sameAs != null) {
                    request.header("If-Range", sameAs);
                }
            }
            HttpResponse<BodyQueue> response = send(request, info -> new BodyQueue(), cancelled);
            int status = response.statusCode();
            if (status == 200 || status == 206) {
                Content content = content(response, file, from);
                if (content != null) {
                    return content;
                }
            }
            response.body().close();
            if (from > 0 && (status == 206 || status == 416)) {
                // Parts are not to be had: all of it then.
                return fetch(repository, file, 0, null, cancelled);
            }
            if (!isRedirection(status)) {
                // A storage host refuses an address that has expired; the hub gives a new one.
                if (!isEndpoint(uri) && (status == 401 || status == 403)) {
                    throw new TransientFailure(uri.getHost() + " answered " + status);
                }
                throw HubProblem.of(
                        response, new HubProblem.Request(endpoint, repository, file.path(), uri, tokenFor(uri)));
            }
            uri = target(uri, response);
        }
        throw tooManyRedirections(repository, file.path());
    }

    /** @return null if the server offers another part than the one that was asked for */
    private static Content content(HttpResponse<BodyQueue> response, RemoteFile file, long from) throws IOException {
        long start = response.statusCode() == 206 ? from : 0;
        long expected = file.size() - start;
        long length = response.headers().firstValueAsLong("Content-Length").orElse(expected);
        String range = response.headers().firstValue("Content-Range").orElse("");
        if (response.statusCode() == 206 && !range.matches("bytes " + from + "-" + (file.size() - 1) + "/(\\d+|\\*)")) {
            return null;
        }
        if (length != expected) {
            response.body().close();
            throw new TransientFailure("the server offers " + length + " bytes where " + expected + " were expected");
        }
        // A weak tag does not promise the same bytes (RFC 9110, 13.1.5).
        Optional<String> etag = response.headers().firstValue("ETag").filter(tag -> !tag.startsWith("W/"));
        return new Content(response.body(), start, etag.orElse(null));
    }

    private URI address(String repository, String revision, String path) {
        return URI.create(endpoint + "/" + repository + "/resolve/" + revision + "/" + path);
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(timing.answer())
                .header("User-Agent", "sdcodec")
                // Otherwise the length is that of a compressed form.
                .header("Accept-Encoding", "identity");
        if (tokenFor(uri) == HubProblem.Token.SENT) {
            request.header("Authorization", "Bearer " + token.get());
        }
        return request;
    }

    private HubProblem.Token tokenFor(URI uri) {
        if (token.isEmpty()) {
            return HubProblem.Token.NONE;
        }
        return isEndpoint(uri) && isPrivate(uri) ? HubProblem.Token.SENT : HubProblem.Token.WITHHELD;
    }

    /** Whether a token may be sent: nobody on the way can read it. */
    private static boolean isPrivate(URI uri) {
        return uri.getScheme().equalsIgnoreCase("https") || HubEnvironment.isLoopback(uri.getHost());
    }

    private boolean isEndpoint(URI uri) {
        return uri.getScheme().equalsIgnoreCase(endpoint.getScheme())
                && uri.getHost().equalsIgnoreCase(endpoint.getHost())
                && uri.getPort() == endpoint.getPort();
    }

    private static boolean isRedirection(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static URI target(URI from, HttpResponse<?> response) {
        String location = response.headers().firstValue("Location").orElse("");
        URI to;
        try {
            to = from.resolve(legal(location));
        } catch (IllegalArgumentException e) {
            throw new WeightsException(from + ": redirects to something that is not an address", e);
        }
        String scheme = to.getScheme().toLowerCase(Locale.ROOT);
        boolean weaker = from.getScheme().equalsIgnoreCase("https") && !scheme.equals("https");
        if (location.isEmpty() || to.getHost() == null || !scheme.matches("https?") || weaker) {
            throw new WeightsException(
                    from + ": redirects to an address that is not followed" + (weaker ? ": it is not encrypted" : ""));
        }
        return to;
    }

    /** Escapes what some servers send although an address may not hold it (RFC 3986, appendix A). */
    private static String legal(String location) {
        StringBuilder legal = new StringBuilder();
        for (byte b : location.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b > ' ' && b < 0x7f && "\"<>\\^`{|}".indexOf(b) < 0;
            legal.append(plain ? Character.toString(b) : String.format(Locale.ROOT, "%%%02X", b & 0xff));
        }
        return legal.toString();
    }

    private WeightsException tooManyRedirections(String repository, String path) {
        return new WeightsException(endpoint.getHost() + ": redirects " + repository + "/" + path + " without end");
    }

    private <T> HttpResponse<T> send(
            HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler, BooleanSupplier cancelled)
            throws IOException {
        HttpRequest asked = request.build();
        CompletableFuture<HttpResponse<T>> answer = http.sendAsync(asked, handler);
        try {
            while (true) {
                try {
                    return answer.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (cancelled.getAsBoolean()) {
                        throw new CancellationException("the download was cancelled");
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the download was interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConnectException failure) {
                throw noConnection(asked.uri(), failure);
            }
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof WeightsException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    /** The JDK's exception, with words. */
    private static ConnectException noConnection(URI uri, ConnectException reason) {
        boolean unknown = reason.getCause() instanceof UnresolvedAddressException;
        ConnectException worded = new ConnectException("no connection to " + uri.getAuthority()
                + (unknown ? ": its name is not known" : "")
                + (reason.getMessage() == null ? "" : ": " + reason.getMessage()));
        worded.initCause(reason);
        return worded;
    }
}
