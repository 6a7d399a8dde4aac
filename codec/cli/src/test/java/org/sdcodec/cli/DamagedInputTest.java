package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.Codec;

/** What the commands do with files that are no {@code .sdc} file, or a damaged or truncated one. */
class DamagedInputTest extends PhotoTest {
    @Test
    void aFileThatIsCutShortIsDecodedWhenAskedForWithAWarning() throws IOException {
        new Cli().run("encode", photo);
        Path sdc = folder.resolve("my photo.sdc");
        byte[] file = Files.readAllBytes(sdc);
        Path part = Files.write(folder.resolve("part.sdc"), Arrays.copyOf(file, file.length * 2 / 3));
        assertThat(new Cli().run("decode", part).err()).contains("checksum");
        Cli.Result result = new Cli().run("decode", "--partial", part);
        assertThat(result.status()).isZero();
        assertThat(result.err())
                .containsPattern("warning: .*part.sdc is cut short or damaged; decoding the \\d+ % of its latent")
                .containsPattern("channels in full; numbers are missing in " + WIDTH + "x\\d+ at 0,[1-9]");
        Path longer = Files.write(folder.resolve("longer.sdc"), Arrays.copyOf(file, file.length + 1));
        assertThat(new Cli().run("decode", "--partial", longer).err())
                .contains("longer.sdc is damaged or has bytes added, but is not cut short; decoding all of its latent")
                .doesNotContain("%");
        assertThat(ImageIO.read(folder.resolve("part.png").toFile()).getWidth()).isEqualTo(WIDTH);
        assertThat(new Cli()
                        .run("decode", "--partial", sdc, folder.resolve("whole.png"))
                        .err())
                .doesNotContain("warning");
        assertThat(new Cli().run("decode", "--partial", "--raw-payload", part).status())
                .isEqualTo(2);
    }

    @Test
    void infoSaysHowMuchThereIsOfADamagedFile() throws IOException {
        new Cli().run("encode", photo);
        byte[] file = Files.readAllBytes(folder.resolve("my photo.sdc"));
        int length = file.length * 2 / 3;
        Path part = Files.write(folder.resolve("part.sdc"), Arrays.copyOf(file, length));
        Cli.Result cut = new Cli().run("info", part);
        assertThat(cut.status()).isEqualTo(1);
        assertThat(cut.out()).isEmpty();
        assertThat(cut.err().lines())
                .singleElement()
                .asString()
                .contains("part.sdc' is cut short or damaged: its " + length + " bytes hold ")
                .containsPattern(" [1-9][0-9]? % of the picture's latent; 'sdcodec decode --partial' shows it\\.");
        Path longer = Files.write(folder.resolve("longer.sdc"), Arrays.copyOf(file, file.length + 1));
        assertThat(new Cli().run("info", longer).err())
                .contains("longer.sdc' is damaged or has bytes added, but is not cut short", "hold all of");
        Path stump = Files.write(folder.resolve("stump.sdc"), Arrays.copyOf(file, 7));
        assertThat(new Cli().run("info", stump).err()).contains("at byte 7", "the file ends where");
        // The header of another model's file, of which only that much can be said.
        file[Codec.info(file).headerBytes() - 4] ^= 1;
        Path foreign = Files.write(folder.resolve("foreign.sdc"), file);
        assertThat(new Cli().run("info", foreign).err()).contains("checksum", "damaged, cut short or has bytes added");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "SD", "not an sdc file at all"})
    void whatIsNoSdcFileIsRefusedInOneSentence(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.sdc"), content);
        for (String command : new String[] {"decode", "info"}) {
            Cli.Result result = new Cli().run(command, file);
            assertThat(result.status()).isEqualTo(1);
            assertThat(result.err().lines())
                    .singleElement()
                    .asString()
                    .contains("bad.sdc")
                    .endsWith(".");
            assertThat(result.out()).isEmpty();
        }
        assertThat(names(folder)).doesNotContain("bad.png");
    }

    @Test
    void damagedFilesGiveOneSentenceOrAPicture() throws IOException {
        new Cli().run("encode", photo);
        byte[] file = Files.readAllBytes(folder.resolve("my photo.sdc"));
        long seed = 20240607;
        Random random = new Random(seed);
        for (int i = 0; i < 30; i++) {
            byte[] damaged = damage(file, random);
            Cli.Result result = new Cli().standardInput(damaged).run("decode", "-", "--quiet");
            String what = "seed " + seed + ", case " + i;
            assertThat(result.status()).as(what).isIn(0, 1);
            if (result.status() == 1) {
                assertThat(result.err().lines()).as(what).hasSize(1);
                assertThat(result.err()).as(what).doesNotContain("internal error");
                assertThat(result.bytes()).as(what).isEmpty();
            } else {
                assertThat(ImageIO.read(new ByteArrayInputStream(result.bytes())))
                        .as(what)
                        .isNotNull();
            }
        }
    }

    private static byte[] damage(byte[] file, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> Arrays.copyOf(file, random.nextInt(file.length));
            case 1 -> Arrays.copyOf(file, file.length + 1 + random.nextInt(9));
            default -> {
                byte[] copy = file.clone();
                for (int n = 1 + random.nextInt(3); n > 0; n--) {
                    copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
                }
                yield copy;
            }
        };
    }

    @Test
    void standardInputIsNoNameInQuotes() {
        Cli cli = new Cli().standardInput("nothing known".getBytes(StandardCharsets.US_ASCII));
        assertThat(cli.run("encode", "-").err()).contains("cannot read standard input: ");
        assertThat(cli.run("decode", "-").err()).contains("cannot read standard input, at byte");
    }
}
