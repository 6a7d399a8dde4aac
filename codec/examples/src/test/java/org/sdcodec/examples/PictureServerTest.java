package org.sdcodec.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.Codec;
import org.sdcodec.Picture;
import org.sdcodec.imageio.BufferedImages;

class PictureServerTest {

    private static final int CONCURRENT = 64;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    static Path folder;

    private static PictureServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new PictureServer(folder.resolve("pictures"), 0, 16);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void whatIsUploadedComesBack() throws Exception {
        Picture picture = BufferedImages.toPicture(TestPicture.of(48, 32, 1));
        assertThat(put("one", TestPicture.png(TestPicture.of(48, 32, 1))).statusCode())
                .isEqualTo(201);
        HttpResponse<byte[]> sdc = get("one.sdc");
        HttpResponse<byte[]> png = get("one.png");
        try (Codec codec = Codec.embedded()) {
            assertThat(sdc.body()).isEqualTo(codec.encode(picture));
            assertThat(png.body()).isEqualTo(TestPicture.png(BufferedImages.from(codec.decode(sdc.body()))));
        }
        assertThat(png.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(sdc.headers().firstValue("Content-Type")).contains("image/x-sdcodec");
        assertThat(files()).contains("one.sdc");
    }

    /** The stored file is also a picture that ImageIO reads, by the plug-in. */
    @Test
    void anSdcFileMayBeUploadedToo() throws Exception {
        put("one", TestPicture.png(TestPicture.of(48, 32, 1)));
        assertThat(put("two", get("one.sdc").body()).statusCode()).isEqualTo(201);
        assertThat(get("two.png").statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsNoPictureIsRefusedAndLeavesNothing() throws Exception {
        HttpResponse<byte[]> refused = put("bad", "no picture".getBytes(StandardCharsets.UTF_8));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).asString().isEqualTo("This is no picture of a known format.\n");
        byte[] png = TestPicture.png(TestPicture.of(48, 32, 1));
        assertThat(put("bad", Arrays.copyOf(png, 40)).statusCode()).isEqualTo(400);
        assertThat(put("bad", TestPicture.png(new BufferedImage(4097, 4096, BufferedImage.TYPE_BYTE_BINARY)))
                        .statusCode())
                .isEqualTo(400);
        assertThat(files()).noneMatch(name -> name.startsWith("bad") || name.endsWith(".tmp"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "..%2Fescaped", "a/b", "%C3%A4"})
    void otherNamesAreRefused(String name) throws Exception {
        List<String> before = files();
        assertThat(put(name, TestPicture.png(TestPicture.of(8, 8, 1))).statusCode())
                .isEqualTo(400);
        assertThat(get(name + ".png").statusCode()).isEqualTo(404);
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        put("one", TestPicture.png(TestPicture.of(8, 8, 1)));
        for (String path : List.of("two.png", "one", "one.gif", "one.png/")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
        HttpRequest delete = request("one").DELETE().build();
        assertThat(CLIENT.send(delete, BodyHandlers.ofByteArray()).statusCode()).isEqualTo(405);
    }

    @Test
    void manyRequestsAtOnceGiveWhatOneAfterAnotherGives() throws Exception {
        List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
        for (int i = 0; i < CONCURRENT; i++) {
            HttpRequest put = putRequest("p" + i, TestPicture.png(TestPicture.of(16 + i % 5, 12 + i % 3, i)));
            HttpRequest get = request("p" + i + ".png").GET().build();
            answers.add(CLIENT.sendAsync(put, BodyHandlers.ofByteArray())
                    .thenCompose(stored -> CLIENT.sendAsync(get, BodyHandlers.ofByteArray())));
        }
        try (Codec codec = Codec.builder().threads(1).build()) {
            for (int i = 0; i < CONCURRENT; i++) {
                Picture picture = BufferedImages.toPicture(TestPicture.of(16 + i % 5, 12 + i % 3, i));
                Picture decoded = codec.decode(codec.encode(picture));
                assertThat(answers.get(i).get().body())
                        .as("picture %d", i)
                        .isEqualTo(TestPicture.png(BufferedImages.from(decoded)));
            }
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("pictures"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private HttpResponse<byte[]> put(String name, byte[] body) throws Exception {
        return CLIENT.send(putRequest(name, body), BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> get(String path) throws Exception {
        return CLIENT.send(request(path).GET().build(), BodyHandlers.ofByteArray());
    }

    private HttpRequest putRequest(String name, byte[] body) {
        return request(name).PUT(HttpRequest.BodyPublishers.ofByteArray(body)).build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/" + path));
    }
}
