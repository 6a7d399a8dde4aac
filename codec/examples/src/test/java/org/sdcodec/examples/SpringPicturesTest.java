package org.sdcodec.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Codec;
import org.sdcodec.imageio.BufferedImages;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

class SpringPicturesTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    @Test
    void whatIsUploadedComesBackAndTheCodecEndsWithTheApplication() throws Exception {
        byte[] png = TestPicture.png(TestPicture.of(48, 32, 1));
        Codec codec;
        try (ConfigurableApplicationContext application = SpringApplication.run(
                SpringPictures.class,
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--logging.level.root=warn",
                "--spring.main.banner-mode=off",
                "--pictures.folder=" + folder)) {
            codec = application.getBean(Codec.class);
            String root =
                    "http://127.0.0.1:" + application.getEnvironment().getRequiredProperty("local.server.port") + "/";
            assertThat(send(HttpRequest.newBuilder(URI.create(root + "one")).PUT(BodyPublishers.ofByteArray(png)))
                            .statusCode())
                    .isEqualTo(201);
            HttpResponse<byte[]> sdc = send(HttpRequest.newBuilder(URI.create(root + "one.sdc")));
            assertThat(sdc.headers().firstValue("Content-Type")).contains("image/x-sdcodec");
            assertThat(sdc.body()).isEqualTo(codec.encode(BufferedImages.toPicture(TestPicture.of(48, 32, 1))));
            assertThat(send(HttpRequest.newBuilder(URI.create(root + "one.png")))
                            .body())
                    .isEqualTo(TestPicture.png(BufferedImages.from(codec.decode(sdc.body()))));
            assertThat(send(HttpRequest.newBuilder(URI.create(root + "two.png")))
                            .statusCode())
                    .isEqualTo(404);
            HttpResponse<byte[]> refused =
                    send(HttpRequest.newBuilder(URI.create(root + "bad")).PUT(BodyPublishers.ofString("no picture")));
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(new String(refused.body(), StandardCharsets.UTF_8))
                    .isEqualTo("This is no picture of a known format.\n");
        }
        Codec closed = codec;
        assertThatThrownBy(() -> closed.encode(BufferedImages.toPicture(TestPicture.of(8, 8, 1))))
                .isInstanceOf(IllegalStateException.class);
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    }
}
