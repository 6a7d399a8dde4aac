package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Limits;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.report.ErrorMap;
import org.sdcodec.cli.studio.ModelChoice;
import org.sdcodec.cli.studio.Studio;
import org.sdcodec.codec.testing.TestModels;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.safetensors.SafetensorsWriter;

/** The studio with a model that has a UNet: mode ddcm, realism, and what of a picture is invented. */
class StudioDiffusionTest {

    @TempDir
    static Path folder;

    private static Path model;
    private static Path photo;
    private static Studio studio;
    private static StudioClient client;

    @BeforeAll
    static void start() throws IOException {
        model = TestModels.stableDiffusion(folder.resolve("model"));
        // With it in the model, nothing is written into this user's cache.
        new SafetensorsWriter()
                .add("last_hidden_state", DType.F32, new float[77 * 32], 1, 77, 32)
                .write(model.resolve("empty_prompt.safetensors"));
        photo = folder.resolve("photo.png");
        ScenePng.write(photo, 64, 48, 1);
        ModelChoice choice = new ModelChoice(
                "small",
                "small",
                Optional.of(model.toString()),
                true,
                () -> Codec.builder().model(model).threads(1).build());
        studio = new Studio(
                StudioClient.options(Files.createDirectory(folder.resolve("own")), Limits.untrusted(), choice));
        client = new StudioClient(studio.port(), studio.token());
    }

    @AfterAll
    static void stop() {
        studio.close();
    }

    private static Map<String, Object> settings(String rate, double value, double realism) {
        Map<String, Object> settings = StudioClient.settings(rate, value);
        settings.put("model", "small");
        settings.put("diffusion", true);
        settings.put("realism", realism);
        return settings;
    }

    private static Picture picture(byte[] png) {
        return ImageFiles.read(png, "a picture", DecodeOptions.DEFAULT_MAX_PIXELS)
                .picture();
    }

    @Test
    void realismAndWhatIsInventedAreThoseOfTheCommandLine() throws IOException {
        Map<String, Object> result =
                client.encode(client.upload(Files.readAllBytes(photo)), settings("size", 27, 0.75));
        Path sdc = folder.resolve("line.sdc");
        assertThat(new Cli()
                        .run("encode", "--mode", "ddcm", "--target-size", 27, "--model", model, photo, sdc)
                        .status())
                .isZero();
        String at = "results/" + result.get("id");
        assertThat(client.get(at + "/file.sdc")).hasSize(27).isEqualTo(Files.readAllBytes(sdc));
        Picture decoded = decoded(sdc, 0.75);
        assertThat(picture(client.get(at + "/sdcodec.png"))).isEqualTo(decoded);
        assertThat((List<?>) result.get("commands"))
                .asString()
                .contains("--target-size 27", "--mode ddcm", "--realism 0.75", "--model ");

        Map<String, Object> closest = client.run("closest", Map.of("result", result.get("id")));
        assertThat(closest.get("bytes")).isEqualTo(27L);
        Picture plain = decoded(sdc, 0);
        assertThat(plain).isNotEqualTo(decoded);
        assertThat(picture(client.get(at + "/closest.png"))).isEqualTo(plain);
        assertThat(picture(client.get(at + "/closest.map.png"))).isEqualTo(ErrorMap.of(plain, decoded));
    }

    private static Picture decoded(Path sdc, double realism) throws IOException {
        Path png = folder.resolve("line-" + realism + ".png");
        assertThat(new Cli()
                        .run("decode", "--model", model, "--realism", realism, "--overwrite", sdc, png)
                        .status())
                .isZero();
        return picture(Files.readAllBytes(png));
    }

    @Test
    void aPostcardIsNotMadeByTheUnet() throws IOException {
        Map<String, Object> members = settings("postcard", 200, 1);
        members.put("picture", client.upload(Files.readAllBytes(photo)));
        HttpResponse<byte[]> response = client.post("jobs/encode", members);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("choose a size");
    }
}
