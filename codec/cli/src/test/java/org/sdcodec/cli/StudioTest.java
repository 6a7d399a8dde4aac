package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Limits;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.json.JsonObjects;
import org.sdcodec.cli.report.ErrorMap;
import org.sdcodec.cli.studio.Studio;
import org.sdcodec.codec.metrics.Psnr;

/** The studio's interface as its page uses it, and as others might. */
class StudioTest {

    private static final byte[] NOTHING = {};
    private static final long MAX_PIXELS = 40_000;

    @TempDir
    static Path folder;

    private static Path temporary;
    private static Studio studio;
    private static StudioClient client;
    private static byte[] photo;

    @BeforeAll
    static void start() throws IOException {
        temporary = Files.createDirectory(folder.resolve("temporary"));
        studio = new Studio(StudioClient.options(temporary, Limits.untrusted().withPixels(MAX_PIXELS)));
        client = new StudioClient(studio.port(), studio.token());
        ScenePng.write(folder.resolve("a photo.png"), 176, 168, 5);
        photo = Files.readAllBytes(folder.resolve("a photo.png"));
    }

    @AfterAll
    static void stop() {
        studio.close();
    }

    @Test
    void thePageNeedsNothingFromElsewhere() throws IOException {
        HttpResponse<byte[]> page = client.send("GET", "", NOTHING);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        for (String name : List.of(
                "index.html",
                "studio.css",
                "viewer.css",
                "studio.js",
                "api.js",
                "viewer.js",
                "settings.js",
                "contenders.js",
                "curve.js",
                "blind.js",
                "icon.svg")) {
            HttpResponse<byte[]> file = client.send("GET", name, NOTHING);
            assertThat(file.statusCode()).as(name).isEqualTo(200);
            assertThat(new String(file.body(), StandardCharsets.UTF_8).replace("http://www.w3.org/2000/svg", ""))
                    .as(name)
                    .doesNotContain("http:")
                    .doesNotContain("https:");
        }
        assertThat(client.send("GET", "../StudioTest.class", NOTHING).statusCode())
                .isEqualTo(404);
        assertThat(client.send("GET", "page/index.html", NOTHING).statusCode()).isEqualTo(404);
        assertThat(client.send("POST", "index.html", NOTHING).statusCode()).isEqualTo(405);
    }

    @Test
    void nothingIsAnsweredWithoutTheKey() throws IOException {
        assertThat(client.send("GET", "api/about", NOTHING).statusCode()).isEqualTo(401);
        assertThat(client.send("GET", "api/about", NOTHING, "X-Sdcodec-Token", "0".repeat(32))
                        .statusCode())
                .isEqualTo(401);
        assertThat(client.send("POST", "api/pictures", photo).statusCode()).isEqualTo(401);
        assertThat(client.ask("GET", "about", NOTHING).statusCode()).isEqualTo(200);
        assertThat(client.ask("GET", "nothing", NOTHING).statusCode()).isEqualTo(404);
        assertThat(client.send("GET", "api", NOTHING, "X-Sdcodec-Token", studio.token())
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, http://evil.example",
        "Origin, null",
        "Origin, http://localhost:1",
        "Sec-Fetch-Site, cross-site",
    })
    void otherPagesAreRefused(String header, String value) throws IOException {
        HttpResponse<byte[]> response =
                client.send("GET", "api/about", NOTHING, "X-Sdcodec-Token", studio.token(), header, value);
        assertThat(response.statusCode()).isEqualTo(403);
    }

    @Test
    void theOwnOriginIsNotRefused() throws IOException {
        HttpResponse<byte[]> response = client.send(
                "GET",
                "api/about",
                NOTHING,
                "X-Sdcodec-Token",
                studio.token(),
                "Origin",
                "http://localhost:" + studio.port());
        assertThat(response.statusCode()).isEqualTo(200);
    }

    /** A name of somebody else's that points to this machine. */
    @ParameterizedTest
    @CsvSource({"evil.example, 403", "127.0.0.1.evil.example, 403", "192.168.1.1, 403", "LOCALHOST, 200", "[::1], 200"})
    void namesThatAreNotOursAreRefused(String host, int status) throws IOException {
        try (Socket socket = new Socket("localhost", studio.port())) {
            String request = "GET /api/about HTTP/1.1\r\nHost: " + host + ":" + studio.port() + "\r\nX-Sdcodec-Token: "
                    + studio.token() + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 " + status);
        }
    }

    @Test
    void aPictureBecomesTheFileOfTheCommandLine() throws IOException {
        Map<String, Object> result = client.encode(client.upload(photo), StudioClient.settings("quality", 60));
        Path sdc = folder.resolve("line.sdc");
        Path png = folder.resolve("line.png");
        assertThat(new Cli()
                        .run("encode", "-q", 60, folder.resolve("a photo.png"), sdc)
                        .status())
                .isZero();
        assertThat(new Cli().run("decode", sdc, png).status()).isZero();

        String at = "results/" + result.get("id");
        assertThat(client.get(at + "/file.sdc")).isEqualTo(Files.readAllBytes(sdc));
        assertThat(client.get(at + "/sdcodec.png")).isEqualTo(Files.readAllBytes(png));

        Picture original = picture(client.get(at + "/original.png"));
        Picture decoded = picture(Files.readAllBytes(png));
        assertThat(original).isEqualTo(picture(photo));
        Map<?, ?> contender = (Map<?, ?>) ((List<?>) result.get("contenders")).get(0);
        assertThat(contender.get("psnr")).isEqualTo(Psnr.of(original, decoded));
        assertThat(contender.get("bytes")).isEqualTo(Files.size(sdc));
        assertThat((Double) contender.get("ms_ssim")).isBetween(0.8, 1.0);
        assertThat(picture(client.get(at + "/sdcodec.map.png"))).isEqualTo(ErrorMap.of(original, decoded));
        assertThat((List<?>) result.get("commands"))
                .isEqualTo(List.of(
                        "sdcodec encode -q 60 'a photo.png' 'a photo.sdc'",
                        "sdcodec decode 'a photo.sdc' 'a photo.decoded.png'"));
    }

    @Test
    void aPostcardIsThatOfTheCommandLine() throws IOException {
        Map<String, Object> result = client.encode(client.upload(photo), StudioClient.settings("postcard", 200));
        Path sdc = folder.resolve("postcard.sdc");
        assertThat(new Cli()
                        .run("postcard", "--max-size", 200, folder.resolve("a photo.png"), sdc)
                        .status())
                .isZero();
        assertThat(client.get("results/" + result.get("id") + "/file.sdc")).isEqualTo(Files.readAllBytes(sdc));
    }

    @Test
    void jpegHasAtMostAsManyBytes() throws IOException {
        Map<String, Object> result = client.encode(client.upload(photo), StudioClient.settings("size", 4000));
        Map<String, Object> jpeg = client.run("peer", Map.of("result", result.get("id"), "peer", "jpeg"));
        assertThat((Long) result.get("bytes")).isLessThanOrEqualTo(4000);
        assertThat(jpeg.get("fits")).isEqualTo(true);
        assertThat((Long) jpeg.get("bytes")).isLessThanOrEqualTo((Long) result.get("bytes"));
        Picture decoded = picture(client.get("results/" + result.get("id") + "/jpeg.png"));
        assertThat(jpeg.get("psnr")).isEqualTo(Psnr.of(picture(photo), decoded));
    }

    @Test
    void theCurvesHaveAllPointsAndCharts() throws IOException {
        Map<String, Object> result = client.encode(client.upload(photo), StudioClient.settings("quality", 50));
        Map<String, Object> curves = client.run("curve", Map.of("result", result.get("id"), "peers", List.of("jpeg")));
        List<?> points = (List<?>) curves.get("points");
        assertThat(points)
                .filteredOn(point -> ((Map<?, ?>) point).get("codec").equals("sdcodec"))
                .hasSize(7);
        assertThat(points).anyMatch(point -> ((Map<?, ?>) point).get("codec").equals("JPEG"));
        assertThat((List<?>) curves.get("charts")).hasSize(3).allSatisfy(chart -> {
            assertThat(((Map<?, ?>) chart).get("svg").toString())
                    .startsWith("<svg")
                    .endsWith("</svg>");
            assertThat(((Map<?, ?>) chart).get("names")).isEqualTo(List.of("sdcodec", "JPEG"));
        });
    }

    @Test
    void theBlindTestShowsThePairsAndCountsTheAnswers() throws IOException {
        Map<String, Object> members = new LinkedHashMap<>(StudioClient.settings("quality", 50));
        members.put("pictures", List.of(client.upload(photo)));
        members.put("peers", List.of("jpeg"));
        Map<String, Object> test = client.run("blind", members);
        int pairs = ((Long) test.get("count")).intValue();
        assertThat(pairs).isBetween(1, 3);
        String at = "blind/" + test.get("id");
        for (int i = 0; i < pairs; i++) {
            Picture left = picture(client.get(at + "/" + i + "/left.png"));
            Picture right = picture(client.get(at + "/" + i + "/right.png"));
            assertThat(left).isNotEqualTo(right);
            Picture original = picture(client.get(at + "/" + i + "/original.png"));
            boolean leftIsCloser = Psnr.of(original, left) > Psnr.of(original, right);
            assertThat(client.post(at + "/" + i, Map.of("answer", leftIsCloser ? "left" : "right"))
                            .statusCode())
                    .isEqualTo(200);
        }
        String csv = new String(client.get(at + "/results.csv"), StandardCharsets.UTF_8);
        assertThat(csv.lines().filter(line -> line.startsWith("answer,JPEG,a photo.png,")))
                .hasSize(pairs);
        // At these sizes JPEG is always further away.
        assertThat(csv).contains("share,all,,,,,,," + pairs + ",1.0000,");
        assertThat(client.post(at + "/0", Map.of("answer", "none")).statusCode())
                .isEqualTo(400);
        assertThat(client.ask("GET", at + "/99/left.png", NOTHING).statusCode()).isEqualTo(404);
    }

    @Test
    void whatIsNoPictureIsRefusedInOneSentence() throws IOException {
        assertThat(refused("hello".getBytes(StandardCharsets.UTF_8), 422)).contains("cannot read 'a photo.png'");
        assertThat(refused(java.util.Arrays.copyOf(photo, 300), 422)).contains("PNG");
        assertThat(refused(new byte[(1 << 20) + 1], 413)).contains("1048576 bytes");
        Path large = folder.resolve("large.png");
        ScenePng.write(large, 201, 200, 5);
        assertThat(refused(Files.readAllBytes(large), 422)).contains("201x200");
    }

    private static String refused(byte[] file, int status) throws IOException {
        HttpResponse<byte[]> response = client.ask("POST", "pictures", file);
        assertThat(response.statusCode()).isEqualTo(status);
        return JsonObjects.read(response.body()).get("error").toString();
    }

    @ParameterizedTest
    @CsvSource({
        "value, 0",
        "value, 101",
        "effort, 0",
        "effort, 10",
        "resolution, 2/1",
        "resolution, x",
        "rate, speed",
        "model, /etc",
        "value, x",
        "diffusion, true",
        "value, 50.5",
        "effort, 1.5",
    })
    void settingsOutOfTheirRangesAreRefused(String name, String value) throws IOException {
        Map<String, Object> members = StudioClient.settings("quality", 50);
        members.put("picture", client.upload(photo));
        members.put(
                name,
                value.equals("true")
                        ? (Object) true
                        : value.matches("[\\d.]+") ? (Object) Double.valueOf(value) : value);
        assertThat(client.post("jobs/encode", members).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{",
                "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}}}}",
                "{} {}",
                ""
            })
    void whatIsNoObjectIsRefused(String json) throws IOException {
        HttpResponse<byte[]> response = client.ask("POST", "jobs/encode", json.getBytes(StandardCharsets.UTF_8));
        assertThat(response.statusCode()).isEqualTo(400);
    }

    @Test
    void aSizeThatIsNotAchievableFailsInOneSentence() throws IOException {
        Map<String, Object> members = StudioClient.settings("size", 8);
        members.put("picture", client.upload(photo));
        Map<String, Object> state = client.finished(client.start("encode", members));
        assertThat(state.get("state")).isEqualTo("failed");
        assertThat(state.get("error").toString()).contains("8 bytes").doesNotContain("Exception");
    }

    @Test
    void workCanBeCancelledAndTheNextGoesOn() throws IOException {
        Map<String, Object> members = StudioClient.settings("quality", 50);
        members.put("picture", client.upload(photo));
        members.put("effort", 9);
        String job = client.start("encode", members);
        assertThat(client.ask("DELETE", "jobs/" + job, NOTHING).statusCode()).isEqualTo(200);
        assertThat(client.finished(job).get("state")).isEqualTo("cancelled");
        assertThat(client.encode((String) members.get("picture"), StudioClient.settings("quality", 50)))
                .containsKey("id");
    }

    @Test
    void workThatTakesTooLongIsEnded() throws IOException {
        Path own = Files.createDirectory(folder.resolve("short"));
        Limits limits = Limits.untrusted().withTime(java.time.Duration.ofMillis(1));
        try (Studio hurried = new Studio(StudioClient.options(own, limits))) {
            StudioClient other = new StudioClient(hurried.port(), hurried.token());
            String picture = other.upload(photo);
            assertThatThrownBy(() -> other.encode(picture, StudioClient.settings("quality", 50)))
                    .hasMessageContaining("took longer than");
        }
        assertThat(own).isEmptyDirectory();
    }

    @Test
    void tooMuchThatWaitsIsRefused() throws IOException {
        Path own = Files.createDirectory(folder.resolve("busy"));
        try (Studio busy = new Studio(StudioClient.options(own, Limits.untrusted()))) {
            StudioClient other = new StudioClient(busy.port(), busy.token());
            Map<String, Object> members = StudioClient.settings("quality", 50);
            members.put("picture", other.upload(photo));
            members.put("effort", 9);
            int status = 202;
            for (int i = 0; i < 40 && status == 202; i++) {
                status = other.post("jobs/encode", members).statusCode();
            }
            assertThat(status).isEqualTo(429);
        }
        assertThat(own).isEmptyDirectory();
    }

    @Test
    void filesLieInOneFolderAndGoWithTheStudio() throws IOException {
        Path own = Files.createDirectory(folder.resolve("own"));
        try (Studio other = new Studio(StudioClient.options(own, Limits.untrusted()))) {
            StudioClient asking = new StudioClient(other.port(), other.token());
            asking.encode(asking.upload(photo), StudioClient.settings("quality", 50));
            try (Stream<Path> entries = Files.list(own)) {
                assertThat(entries).hasSize(1);
            }
        }
        assertThat(own).isEmptyDirectory();
    }

    private static Picture picture(byte[] png) {
        return ImageFiles.read(png, "the answer", DecodeOptions.DEFAULT_MAX_PIXELS)
                .picture();
    }
}
