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
import org.sdcodec.weights.safetensors.SafetensorsWriter;

/** {@code encode --mode ddcm}, {@code --mode diffc} and {@code decode} of its files. */
class DdcmCommandsTest {

    @TempDir
    static Path folder;

    private static Path model;
    private static Path photo;

    @BeforeAll
    static void write() throws IOException {
        model = TestModels.stableDiffusion(folder.resolve("model"));
        // With it in the model, nothing is written into this user's cache.
        new SafetensorsWriter()
                .add("last_hidden_state", DType.F32, new float[77 * 32], 1, 77, 32)
                .write(model.resolve("empty_prompt.safetensors"));
        photo = folder.resolve("photo.png");
        ScenePng.write(photo, 64, 48, 1);
    }

    @Test
    void filesHaveTheirSizeAndDecodersChooseTheRealism() throws IOException {
        Path sdc = folder.resolve("photo.sdc");
        Cli.Result encoded =
                new Cli().run("encode", "--model", model, "--mode", "ddcm", "--target-size", "27", photo, sdc);
        assertThat(encoded.status()).as(encoded.err()).isZero();
        assertThat(Files.size(sdc)).isEqualTo(27);
        assertThat(new Cli().run("info", sdc).out()).contains("ddcm");
        byte[] usual = decoded(sdc, "--realism", "1");
        assertThat(decoded(sdc)).isEqualTo(usual);
        assertThat(decoded(sdc, "--realism", "0")).isNotEqualTo(usual);
        assertThat(decoded(sdc, "--steps", "1")).isNotEqualTo(usual);
        Cli.Result preview = new Cli().run("decode", "--model", model, "--preview", sdc, folder.resolve("small.png"));
        assertThat(preview.status()).isNotZero();
        assertThat(folder.resolve("small.png")).doesNotExist();
    }

    @Test
    void startsOfFilesOfModeDiffcDecode() throws IOException {
        Path sdc = folder.resolve("diffc.sdc");
        Cli.Result encoded =
                run("encode --mode diffc --effort 1 --target-size 60 --model " + model + " " + photo + " " + sdc);
        assertThat(encoded.status()).as(encoded.err()).isZero();
        assertThat(Files.size(sdc)).isEqualTo(60);
        byte[] whole = decoded(sdc, "--steps", "1");
        Path start = folder.resolve("start.sdc");
        Files.write(start, Arrays.copyOf(Files.readAllBytes(sdc), 40));
        assertThat(decoded(start, "--steps", "1", "--partial")).isNotEqualTo(whole);
        Cli.Result refused = new Cli().run("decode", "--model", model, start, folder.resolve("refused.png"));
        assertThat(refused.status()).isNotZero();
    }

    private static byte[] decoded(Path sdc, Object... options) throws IOException {
        Path png = folder.resolve("decoded.png");
        Object[] all = new Object[options.length + 6];
        System.arraycopy(new Object[] {"decode", "--model", model, "--overwrite", sdc, png}, 0, all, 0, 6);
        System.arraycopy(options, 0, all, 6, options.length);
        Cli.Result result = new Cli().run(all);
        assertThat(result.status()).as(result.err()).isZero();
        return Files.readAllBytes(png);
    }

    @Test
    void aFocusIsARegionOrAMask() throws IOException {
        byte[] plain = encoded("");
        assertThat(encoded("--focus 0,0,8,8")).hasSameSizeAs(plain).isNotEqualTo(plain);
        assertThat(encoded("--focus " + photo)).hasSameSizeAs(plain).isNotEqualTo(plain);
        assertThat(encoded("--robust")).hasSameSizeAs(plain).isNotEqualTo(plain);
    }

    private static byte[] encoded(String options) throws IOException {
        Path sdc = folder.resolve("focused.sdc");
        Cli.Result result = run("encode --model " + model + " --mode ddcm --overwrite --target-size 40 " + options + " "
                + photo + " " + sdc);
        assertThat(result.status()).as(result.err()).isZero();
        return Files.readAllBytes(sdc);
    }

    private static Cli.Result run(String line) {
        return new Cli().run((Object[]) line.strip().split(" +"));
    }

    @ParameterizedTest
    @CsvSource({
        "encode --mode ddcm --target-psnr 20, MODEL, mode ddcm codes to a size only",
        "encode --mode ddcm --focus 0;0;0;8, MODEL, at least one pixel",
        "encode --mode ddcm --focus 60;0;8;8, MODEL, is not inside of the picture",
        "encode --mode ddcm --max-size 10, MODEL, the smallest file of this picture has",
        "encode --mode diffc --robust, MODEL, --robust: --mode diffc has no robust files",
        "encode --robust, MODEL, --robust: --mode scalar has no robust files",
        "encode --mode ddcm, NONE, has no UNet"
    })
    void whatCannotBeIsRefused(String options, String which, String words) {
        String line = options.replace(';', ',') + (which.equals("MODEL") ? " --model " + model : "");
        Path out = folder.resolve("refused.sdc");
        Cli.Result result = run(line + " " + photo + " " + out);
        assertThat(result.status()).isNotZero();
        assertThat(result.err()).startsWith("sdcodec: ").contains(words);
        assertThat(out).doesNotExist();
    }
}
