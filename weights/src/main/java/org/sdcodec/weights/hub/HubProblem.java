package org.sdcodec.weights.hub;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import org.sdcodec.weights.ModelException;

/** What the hub's refusals mean, as sentences. The codes in {@code X-Error-Code} are those the hub documents. */
final class HubProblem {
    private static final Set<Integer> TRANSIENT = Set.of(408, 425, 429, 500, 502, 503, 504);

    /** What was asked for. */
    record Request(URI endpoint, String repository, String path, URI address) {}

    private HubProblem() {}

    /**
     * Gives the exception to throw.
     *
     * @return a {@link TransientFailure} if asking again may help
     * @throws ModelException if it cannot help
     */
    static IOException of(HttpResponse<?> response, Request request, boolean hasToken) {
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
        throw new ModelException(
                switch (status) {
                    case 401, 403 ->
                        code.equals("RepoNotFound")
                                ? request.repository
                                        + ": the hub does not show it to this user: it was removed or renamed, or it"
                                        + " is private" + signIn(hasToken)
                                : request.repository + ": the hub refuses the download (" + status
                                        + "): the model is gated or private; accept its terms on " + page
                                        + signIn(hasToken);
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

    private static String signIn(boolean hasToken) {
        return hasToken
                ? "; the access token that was sent (HF_TOKEN) does not give access: check that it is valid and may read"
                        + " gated models"
                : "; then make an access token in the settings of your account and set HF_TOKEN to it";
    }
}
