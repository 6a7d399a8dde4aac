package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.codec.model.LatentRgb;

class PreviewCommandsTest {

    @TempDir
    Path folder;

    private Path photo;
    private Path sdc;

    @BeforeEach
    void encode() throws IOException {
        photo = folder.resolve("photo.png");
        sdc = folder.resolve("photo.sdc");
        ScenePng.write(photo, 100, 60, 1);
        assertThat(new Cli().run("encode", photo).status()).isZero();
    }

    @Test
    void writesASmallPictureOrALargeOne() throws IOException {
        Path small = folder.resolve("small.png");
        Path large = folder.resolve("large.jpg");
        assertThat(new Cli().run("decode", "--preview", sdc, small).err()).contains("13x8");
        BufferedImage image = ImageIO.read(small.toFile());
        assertThat(image.getWidth()).isEqualTo(13);
        assertThat(image.getHeight()).isEqualTo(8);
        assertThat(new Cli()
                        .run("decode", "--preview", "--full-size", sdc, large)
                        .err())
                .contains("100x60");
        byte[] damaged = Files.readAllBytes(sdc);
        damaged[damaged.length - 1]++;
        Files.write(sdc, damaged);
        Cli.Result refused = new Cli().run("decode", "--preview", sdc, folder.resolve("no.png"));
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("photo.sdc").contains("checksum");
    }

    @Test
    void aMapIsFittedToPhotographs() throws IOException {
        Path map = folder.resolve("map.safetensors");
        Cli.Result result = new Cli().run("run", "latent-rgb", map, photo, photo);
        assertThat(result.err()).contains("fitted to 2 pictures");
        assertThat(result.status()).isZero();
        assertThat(LatentRgb.open(map).channels())
                .isEqualTo(LatentRgb.embedded().channels());
        assertThat(new Cli().run("run", "latent-rgb", map, photo).err()).contains("exists already");
        Path dot = folder.resolve("dot.png");
        ScenePng.write(dot, 3, 3, 1);
        Cli.Result tooSmall = new Cli().run("run", "latent-rgb", folder.resolve("none.safetensors"), dot);
        assertThat(tooSmall.status()).isEqualTo(1);
        assertThat(tooSmall.err()).contains("none of the pictures has 8x8 pixels");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--full-size             | --full-size is for --preview only",
                "--preview --steps 2     | --preview uses no network",
                "--preview --raw-payload | are for .sdc files",
            })
    void contradictionsAreOneSentence(String options, String sentence) {
        Cli.Result result = new Cli().run(("decode " + options + " x.sdc").split(" +"));
        assertThat(result.err()).contains(sentence);
        assertThat(result.status()).isEqualTo(2);
    }
}
