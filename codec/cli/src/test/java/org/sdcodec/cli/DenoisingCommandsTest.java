package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.codec.testing.TestModels;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.checkpoint.DiffusionModel;
import org.sdcodec.weights.safetensors.SafetensorsWriter;

/** {@code encode} and {@code decode} with a model that has a UNet. */
class DenoisingCommandsTest {

    @TempDir
    static Path folder;

    private static Path model;
    private static Path photo;
    private static Path sdc;

    @BeforeAll
    static void encode() throws IOException {
        model = TestModels.stableDiffusion(folder.resolve("model"));
        // With it in the model, nothing is written into this user's cache.
        Path ids = folder.resolve("ids.safetensors");
        float[] tokens = new float[77];
        Arrays.fill(tokens, 63);
        tokens[0] = 62;
        new SafetensorsWriter().add("ids", DType.F32, tokens, 1, 77).write(ids);
        Path prompt = model.resolve("empty_prompt.safetensors");
        assertThat(new Cli()
                        .run("run", "text-encode", "--model", model, ids, prompt)
                        .status())
                .isZero();
        photo = folder.resolve("photo.png");
        ScenePng.write(photo, 24, 16, 1);
        sdc = folder.resolve("photo.sdc");
        assertThat(new Cli().run("encode", "--model", model, photo, sdc).status())
                .isZero();
    }

    @Test
    void stepsAndStrengthChangeThePictureAndMemoryDoesNot() throws IOException {
        byte[] usual = decoded();
        assertThat(decoded("--steps", "3", "--strength", "1")).isEqualTo(usual);
        assertThat(decoded("--memory", "keep")).isEqualTo(usual);
        assertThat(decoded("--memory", "drop", "--threads", "1")).isEqualTo(usual);
        byte[] none = decoded("--steps", "0");
        assertThat(none).isNotEqualTo(usual);
        assertThat(decoded("--steps", "1", "--strength", "0.5"))
                .isNotEqualTo(usual)
                .isNotEqualTo(none);
    }

    @Test
    void tunedStepsTakeFiveBytes() throws IOException {
        Path tuned = folder.resolve("tuned.sdc");
        Cli.Result result = new Cli().run("encode", "--model", model, "--tune-steps", photo, tuned, "--overwrite");
        assertThat(result.status()).isZero();
        assertThat(Files.size(tuned)).isEqualTo(Files.size(sdc) + 5);
        assertThat(new Cli().run("info", tuned).out())
                .contains("other 5 bytes")
                .containsPattern("denoise +(0 steps|1 step|[2-9] steps|[1-9][0-9] steps),");
        assertThat(new Cli().run("info", "--json", tuned).out()).contains("\"other_bytes\":5", "\"denoising_steps\":");
        assertThat(new Cli().run("info", sdc).out()).doesNotContain("denoise");
    }

    @ParameterizedTest
    @CsvSource({
        "--steps 0 --strength 2, 2, leaves the UNet out",
        "--steps 51, 2, 0 to 50",
        "--steps -1, 2, 0 to 50",
        "--strength 0, 2, strength",
        "--strength 9, 2, strength",
        "--memory much, 2, 'auto, keep or drop'"
    })
    void optionsThatMakeNoSenseAreRefused(String options, int status, String words) {
        Cli.Result result = run("decode --model " + model + " " + options + " " + sdc + " -");
        assertThat(result.status()).isEqualTo(status);
        assertThat(result.err()).startsWith("sdcodec: ").contains(words);
        assertThat(result.bytes()).isEmpty();
    }

    @Test
    void stepsWithoutAUnetAreRefusedInOneSentence() {
        Cli.Result result = run("decode --steps 2 --model " + model.resolve("vae") + " " + sdc + " -");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err().lines()).singleElement().asString().contains("has no UNet");
    }

    @Test
    void anotherModelsAutoencoderTakesThePlaceOfTheOwn() throws IOException {
        Path tuned = folder.resolve("tuned.safetensors");
        try (ModelFiles vae = DiffusionModel.open(model).vae()) {
            TestModels.write(vae.tensors(), DType.F32, "decoder.conv_out.weight", 0.5f, tuned);
        }
        // The configuration beside the file is that of a folder's network.
        Files.copy(model.resolve("vae/config.json"), folder.resolve("config.json"));
        byte[] swapped = decoded("--vae", tuned.toString());
        assertThat(swapped).isNotEqualTo(decoded());
        assertThat(decoded("--vae", tuned.toString(), "--steps", "0")).isNotEqualTo(swapped);
        Path made = folder.resolve("swapped.sdc");
        Cli.Result encode = new Cli().run("encode", "--model", model, "--vae", tuned, photo, made);
        assertThat(encode.status()).as(encode.err()).isZero();
        assertThat(made).hasSameBinaryContentAs(sdc);
        Cli.Result refused = run("decode --model " + model + " --vae " + model.resolve("unet") + " " + sdc + " -");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err().lines()).singleElement().asString().contains("has no vae");
    }

    @ParameterizedTest
    @CsvSource({"decode, true", "encode, true", "run unet, false", "run text-encode, false", "run vae-decode, false"})
    void onlyCommandsThatDenoiseOfferWhatConcernsIt(String command, boolean offered) {
        String help = run(command + " --help").out();
        assertThat(help.contains("--memory")).isEqualTo(offered);
        assertThat(help.contains("--vae=")).isEqualTo(offered);
        assertThat(help).contains("--model", "--threads");
    }

    private static byte[] decoded(String... options) {
        Cli.Result result = run("decode --quiet --model " + model + " " + String.join(" ", options) + " " + sdc + " -");
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        return result.bytes();
    }

    private static Cli.Result run(String line) {
        return new Cli().run((Object[]) line.split(" +"));
    }
}
