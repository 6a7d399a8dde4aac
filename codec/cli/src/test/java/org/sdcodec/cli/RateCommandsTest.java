package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateCommandsTest {

    @TempDir
    Path folder;

    private Path large;
    private Path small;

    @BeforeEach
    void makePictures() throws IOException {
        large = folder.resolve("large.png");
        small = folder.resolve("small.png");
        ScenePng.write(large, 128, 96, 1);
        ScenePng.write(small, 16, 8, 1);
    }

    @Test
    void everyFileOfABatchKeepsToTheSize() throws IOException {
        Cli.Result result = new Cli().run("encode", "--max-size", "0.5kB", large, small);
        assertThat(result.err()).contains("step 0.").doesNotContain("sdcodec:");
        assertThat(result.status()).isZero();
        assertThat(Files.size(folder.resolve("large.sdc"))).isBetween(450L, 500L);
        assertThat(Files.size(folder.resolve("small.sdc"))).isLessThan(500);
    }

    @Test
    void otherProgramsLearnWhatWasWritten() throws IOException {
        Cli.Result result = new Cli().run("encode", "--json", "--max-size", "0.5kB", large);
        Path written = folder.resolve("large.sdc");
        assertThat(result.out())
                .startsWith("{\"file\":\"" + written + "\",\"input\":\"" + large
                        + "\",\"outcome\":\"converted\",\"width\":128,")
                .contains("\"bytes\":" + Files.size(written) + ",\"header_bytes\":6,");
        String batch = "\"input\":\"" + large + "\",\"outcome\":\"converted\",";
        assertThat(new Cli().run("info", "--json", written).out())
                .isEqualTo(result.out().replace(batch, "").replaceFirst(",\"seconds\":[^,}]*", ""));
        Cli.Result refused = new Cli().run("encode", "--json", small, "-");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("--json needs standard output for itself");
    }

    @Test
    void whatCannotBeReachedHasAStatusOfItsOwnAndLeavesNoFile() throws IOException {
        Cli.Result result = new Cli().run("encode", "--max-size", 5, large);
        assertThat(result.status()).isEqualTo(3);
        assertThat(result.err())
                .contains("large.png: at most 5 bytes cannot be reached: the smallest file of this picture has ");
        assertThat(folder.resolve("large.sdc")).doesNotExist();
        int best = Integer.parseInt(result.err().replaceAll("(?s).* picture has (\\d+) bytes.*", "$1"));
        assertThat(new Cli().run("encode", "--max-size", best, large).status()).isZero();
        assertThat(Files.size(folder.resolve("large.sdc"))).isEqualTo(best);

        assertThat(new Cli().run("encode", "--target-psnr", 80, small).status()).isEqualTo(3);
        Path missing = folder.resolve("missing.png");
        assertThat(new Cli().run("encode", "--max-size", 10, missing, small).status())
                .isEqualTo(1);
    }

    @Test
    void sizePerPixelAndPsnrAreTargetsToo() throws IOException {
        assertThat(new Cli().run("encode", "--target-bpp", 0.3, large).err()).containsPattern(" 0\\.(29|30)\\d bits");
        assertThat(new Cli()
                        .run("encode", "--target-size", "1K", "--overwrite", large)
                        .status())
                .isZero();
        assertThat(Files.size(folder.resolve("large.sdc"))).isBetween(990L, 1060L);
        assertThat(new Cli()
                        .run("encode", "--target-psnr", 20, "--overwrite", large)
                        .status())
                .isZero();
        String compared = new Cli()
                .run("compare", "--json", large, folder.resolve("large.sdc"))
                .out();
        assertThat(Double.parseDouble(compared.replaceAll("(?s).*\"psnr\"\\s*:\\s*([0-9.]+).*", "$1")))
                .isBetween(20.0, 21.0);
    }

    @Test
    void aScoreOfSsimulacra2IsATargetToo() throws IOException {
        Path square = folder.resolve("square.png");
        ScenePng.write(square, 128, 128, 1);
        assertThat(new Cli().run("encode", "--target-ssimulacra2", 45, square).status())
                .isZero();
        String compared = new Cli()
                .run("compare", "--json", square, folder.resolve("square.sdc"))
                .out();
        assertThat(Double.parseDouble(compared.replaceAll("(?s).*\"ssimulacra2\"\\s*:\\s*([0-9.]+).*", "$1")))
                .isBetween(45.0, 48.0);
        Cli.Result tooFar = new Cli().run("encode", "--target-ssimulacra2", 99.9, "--overwrite", square);
        assertThat(tooFar.status()).isEqualTo(3);
        assertThat(tooFar.err())
                .contains("at least 99.9 by SSIMULACRA 2 cannot be reached", " by SSIMULACRA 2 at best");

        Path tiny = folder.resolve("tiny.png");
        ScenePng.write(tiny, 7, 20, 1);
        Cli.Result tooSmall = new Cli().run("encode", "--target-ssimulacra2", 40, tiny);
        assertThat(tooSmall.status()).isEqualTo(3);
        assertThat(tooSmall.err()).contains("8x8").contains("7x20");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-q 30 --max-size 500              | only one of --quality, --preset, --max-size",
                "--target-bpp 1 --target-psnr 30   | only one of --quality, --preset, --max-size",
                "--max-size 0                      | --max-size is a number of bytes above 0",
                "--target-size 5GB                 | --target-size is a number of bytes above 0",
                "--target-bpp 0                    | --target-bpp is a number above 0",
                "--target-psnr NaN                 | --target-psnr is a number above 0",
                "--mode original --max-size 5kB    | one quality only; leave the target out",
                "--target-psnr 30 --target-ssimulacra2 60 | only one of --quality, --preset, --max-size",
                "--target-ssimulacra2 0            | --target-ssimulacra2 is a number above 0",
                "--target-psnr 30 --tune-steps     | that --target-psnr has measured; choose one of them",
                "--target-ssimulacra2 30 --tune-steps | that --target-ssimulacra2 has measured; choose one of them"
            })
    void contradictionsAreOneSentence(String options, String sentence) {
        Cli.Result result = new Cli().run(("encode " + options + " x.png").split(" +"));
        assertThat(result.err()).contains(sentence);
        assertThat(result.status()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "900, 900",
        "900B, 900",
        "5kB, 5000",
        "5 kb, 5000",
        "5K, 5120",
        "5KiB, 5120",
        "1.5kB, 1500",
        "2MB, 2000000",
        "1M, 1048576",
        "0.0015kB, 1"
    })
    void sizesHaveTheSuffixesOfOtherTools(String text, long bytes) {
        assertThat(ByteSize.parse("--max-size", text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "kB", "-5", "5 k B", "1e3", "5x", "0.0001kB", "99999999999999"})
    void otherWordsAreNoSizes(String text) {
        assertThatThrownBy(() -> ByteSize.parse("--max-size", text))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--max-size");
    }

    @Test
    void aResolutionIsSaidByEncodeAndInfo() throws IOException {
        Cli.Result result = new Cli().run("encode", "--resolution", "1/2", large);
        assertThat(result.status()).isZero();
        assertThat(result.err()).contains(", coded as 64x48");
        Path written = folder.resolve("large.sdc");
        assertThat(new Cli().run("info", written).out())
                .contains("128x96 pixels")
                .contains("coded as 64x48 pixels");
        assertThat(new Cli().run("decode", written, folder.resolve("again.png")).err())
                .contains("128x96");
    }

    @ParameterizedTest
    @ValueSource(strings = {"half", "0/2", "3/2", "1/0", "", "1/2/3"})
    void whatIsNoResolutionIsRefused(String text) {
        Cli.Result result = new Cli().run("encode", "--resolution=" + text, large);
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("--resolution");
    }
}
