package org.sdcodec.weights.hub;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import org.sdcodec.weights.WeightsException;

/** What the hub's refusals mean, as sentences. The codes in {@code X-Error-Code} are those the hub documents. */
final class HubProblem {
    private static final Set<Integer> TRANSIENT = Set.of(408, 425, 429, 500, 502, 503, 504);

    /** What became of the user's access token. */
    enum Token {
        NONE,
        SENT,
        /** There is one, but the connection is not encrypted, or the host is not the hub. */
        WITHHELD
    }

    /** What was asked for. */
    record Request(URI endpoint, String repository, String path, URI address, Token token) {}

    private HubProblem() {}

    /**
     * Gives the exception to throw.
     *
     * @return a {@link TransientFailure} if asking again may help
     * @throws WeightsException if it cannot help
     */
    static IOException of(HttpResponse<?> response, Request request) {
        int status = response.statusCode();
        if (TRANSIENT.contains(status)) {
            long seconds = response.headers()
                    .firstValue("Retry-After")
                    .filter(text -> text.matches("\\d{1,6}"))
                    .map(Long::parseLong)
                    .orElse(0L);
            return new TransientFailure(request.address.getHost() + " answered " + status, Duration.ofSeconds(seconds));
        }
        String code = response.headers().firstValue("X-Error-Code").orElse("");
        String page = request.endpoint + "/" + request.repository;
        throw new WeightsException(
                switch (status) {
                    case 401, 403 ->
                        code.equals("RepoNotFound")
                                ? request.repository
                                        + ": the hub does not show it to this user: it was removed or renamed, or it"
                                        + " is private" + signIn(request)
                                : request.repository + ": the hub refuses the download (" + status
                                        + "): the model is gated or private; accept its terms on " + page
                                        + signIn(request);
                    case 404 ->
                        code.equals("EntryNotFound")
                                ? request.repository + ": has no file " + request.path
                                        + "; it is perhaps not published in this variant"
                                : request.repository + ": there is no such model or file (" + request.path + ") at "
                                        + page;
                    default ->
                        request.address.getHost() + ": answered " + status + " for " + request.repository + "/"
                                + request.path;
                });
    }

    private static String signIn(Request request) {
        return switch (request.token) {
            case SENT ->
                "; the access token that was sent (HF_TOKEN) does not give access: check that it is valid and may read"
                        + " gated models";
            case WITHHELD ->
                "; the access token (HF_TOKEN) was not sent to " + request.address.getScheme() + "://"
                        + request.address.getAuthority()
                        + ", because it goes to the hub alone and over https only: set HF_ENDPOINT to an https address";
            case NONE -> "; then make an access token in the settings of your account and set HF_TOKEN to it";
        };
    }
}
