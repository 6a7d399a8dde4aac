package org.sdcodec.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sdcodec.Codec;
import org.sdcodec.Limits;
import org.sdcodec.cli.json.JsonObjects;
import org.sdcodec.cli.studio.ModelChoice;
import org.sdcodec.cli.studio.StudioOptions;

/** Asks a studio as its page does. */
final class StudioClient {

    private final HttpClient client = HttpClient.newHttpClient();
    private final String address;
    private final String token;

    StudioClient(int port, String token) {
        this.address = "http://localhost:" + port + "/";
        this.token = token;
    }

    /** A studio on any free port with the embedded model, which finds no programs of other codecs. */
    static StudioOptions options(Path temporary, Limits limits) {
        return options(
                temporary, limits, new ModelChoice("embedded", "embedded", Optional.empty(), false, Codec::embedded));
    }

    /** The same with another model. */
    static StudioOptions options(Path temporary, Limits limits, ModelChoice model) {
        return new StudioOptions(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Set.of(),
                limits,
                1 << 20,
                List.of(),
                List.of(model),
                temporary,
                "test");
    }

    HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** With the token. */
    HttpResponse<byte[]> ask(String method, String path, byte[] body) throws IOException {
        return send(method, "api/" + path, body, "X-Sdcodec-Token", token, "X-File-Name", "a%20photo.png");
    }

    byte[] get(String path) throws IOException {
        return ask("GET", path, new byte[0]).body();
    }

    Map<String, Object> json(String path) throws IOException {
        return JsonObjects.read(get(path));
    }

    HttpResponse<byte[]> post(String path, Map<String, Object> members) throws IOException {
        return ask("POST", path, JsonObjects.write(members));
    }

    /** Sends a picture and returns its id. */
    String upload(byte[] picture) throws IOException {
        return (String)
                JsonObjects.read(ask("POST", "pictures", picture).body()).get("id");
    }

    /** The settings of the page, as it begins. */
    static Map<String, Object> settings(String rate, double value) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("rate", rate);
        settings.put("value", value);
        settings.put("effort", 5);
        settings.put("resolution", "auto");
        settings.put("model", "embedded");
        settings.put("diffusion", false);
        settings.put("realism", 1);
        return settings;
    }

    String start(String kind, Map<String, Object> members) throws IOException {
        HttpResponse<byte[]> response = post("jobs/" + kind, members);
        if (response.statusCode() != 202) {
            throw new IOException(new String(response.body(), StandardCharsets.UTF_8));
        }
        return (String) JsonObjects.read(response.body()).get("job");
    }

    /** The state of a job when it is over. */
    Map<String, Object> finished(String job) throws IOException {
        for (; ; ) {
            Map<String, Object> state = json("jobs/" + job);
            if (!Set.of("waiting", "running").contains(state.get("state"))) {
                return state;
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    /** The result of some work. */
    @SuppressWarnings("unchecked")
    Map<String, Object> run(String kind, Map<String, Object> members) throws IOException {
        Map<String, Object> state = finished(start(kind, members));
        if (!"done".equals(state.get("state"))) {
            throw new IOException(state.toString());
        }
        return (Map<String, Object>) state.get("result");
    }

    /** The result of encoding a picture that was sent. */
    Map<String, Object> encode(String picture, Map<String, Object> settings) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>(settings);
        members.put("picture", picture);
        return run("encode", members);
    }
}
