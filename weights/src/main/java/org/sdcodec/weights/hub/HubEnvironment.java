package org.sdcodec.weights.hub;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.sdcodec.weights.Quote;
import org.sdcodec.weights.WeightsException;

/**
 * The environment variables that say where models lie and how they are fetched, with the meaning that the
 * huggingface_hub library documents: {@code HF_HOME}, {@code HF_HUB_CACHE}, {@code HF_TOKEN}, {@code HF_TOKEN_PATH},
 * {@code HF_ENDPOINT}, {@code HF_HUB_OFFLINE}, {@code XDG_CACHE_HOME}; those of proxies ({@link EnvironmentProxies});
 * and our own {@code SDCODEC_MODELS}, a list of folders. Empty variables count as absent. Immutable.
 */
public final class HubEnvironment {
    private static final String DEFAULT_ENDPOINT = "https://huggingface.co";
    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");

    private final Map<String, String> variables;

    /** @param variables by name, e.g. {@code System.getenv()}; not modified, and copied */
    public HubEnvironment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    Optional<String> get(String variable) {
        return Optional.ofNullable(variables.get(variable)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /**
     * The hub cache: {@code HF_HUB_CACHE}, or {@code hub} in {@code HF_HOME}, whose default is {@code huggingface} in
     * {@code XDG_CACHE_HOME} or in {@code ~/.cache}. It need not exist.
     *
     * @throws WeightsException if nothing says where the user's home is
     */
    public Path cache() {
        return path("HF_HUB_CACHE").or(() -> path("HUGGINGFACE_HUB_CACHE")).orElseGet(() -> hfHome().resolve("hub"));
    }

    /**
     * Where sdcodec keeps what it computes once per model: {@code sdcodec} in {@code XDG_CACHE_HOME} or in {@code
     * ~/.cache}. It need not exist. Empty if nothing says where the user's home is.
     */
    public Optional<Path> sdcodecCache() {
        boolean known = Stream.of("XDG_CACHE_HOME", "HOME", "USERPROFILE")
                .anyMatch(variable -> get(variable).isPresent());
        return known ? Optional.of(caches().resolve("sdcodec")) : Optional.empty();
    }

    private Path hfHome() {
        return path("HF_HOME").orElseGet(() -> caches().resolve("huggingface"));
    }

    private Path caches() {
        return path("XDG_CACHE_HOME").orElseGet(() -> home().resolve(".cache"));
    }

    private Path home() {
        return get("HOME")
                .or(() -> get("USERPROFILE"))
                .map(Path::of)
                .orElseThrow(() -> new WeightsException(
                        "the folder for models is unknown: neither HOME nor USERPROFILE is set; set HF_HOME"));
    }

    private Optional<Path> path(String variable) {
        return get(variable).map(text -> path(variable, text));
    }

    private Path path(String variable, String text) {
        try {
            return text.equals("~") || text.startsWith("~/")
                    ? home().resolve(text.substring(Math.min(2, text.length())))
                    : Path.of(text);
        } catch (InvalidPathException e) {
            throw new WeightsException(variable + " = " + Quote.name(text) + " is not a path", e);
        }
    }

    /** The folders in {@code SDCODEC_MODELS}, separated as in {@code PATH}; they need not exist. */
    public List<Path> modelFolders() {
        return get("SDCODEC_MODELS").stream()
                .flatMap(list -> Arrays.stream(list.split(File.pathSeparator)))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(text -> path("SDCODEC_MODELS", text))
                .toList();
    }

    /**
     * The hub's address without a slash at its end: {@code HF_ENDPOINT} or the public hub.
     *
     * @throws WeightsException if it is not an http or https address
     */
    public URI endpoint() {
        String text = get("HF_ENDPOINT").orElse(DEFAULT_ENDPOINT).replaceFirst("/+$", "");
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null
                    && Set.of("http", "https").contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
                return uri;
            }
        } catch (IllegalArgumentException | NullPointerException e) {
            throw badEndpoint(text);
        }
        throw badEndpoint(text);
    }

    private static WeightsException badEndpoint(String text) {
        return new WeightsException(
                "HF_ENDPOINT = " + Quote.name(text) + " is not an address; expected e.g. " + DEFAULT_ENDPOINT);
    }

    /** Whether {@code HF_HUB_OFFLINE} forbids the network. */
    public boolean offline() {
        return get("HF_HUB_OFFLINE")
                .map(text -> TRUE.contains(text.toUpperCase(Locale.ROOT)))
                .orElse(false);
    }

    /**
     * The access token: {@code HF_TOKEN}, or the content of the file {@code HF_TOKEN_PATH}, whose default is {@code
     * token} in {@code HF_HOME}, where logging in with other programs leaves it.
     *
     * @throws WeightsException if the file is there and cannot be read, or the token has characters that none has
     */
    public Optional<String> token() {
        Optional<String> token = get("HF_TOKEN").or(this::tokenInFile);
        if (token.isPresent() && !token.get().matches("[\\x21-\\x7e]+")) {
            throw new WeightsException("HF_TOKEN holds characters that no access token has; copy it again");
        }
        return token;
    }

    private Optional<String> tokenInFile() {
        Path file = path("HF_TOKEN_PATH").orElseGet(() -> hfHome().resolve("token"));
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty())
                    : Optional.empty();
        } catch (IOException e) {
            throw WeightsException.because(file + ": the access token cannot be read", e);
        }
    }

    /** Whether an address is this machine's own. */
    static boolean isLoopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        // Only numbers are looked at: no name is resolved.
        return host.matches("127\\.[0-9.]+|\\[::1]");
    }
}
