package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Codec;
import org.sdcodec.Gamut;
import org.sdcodec.Metadata;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.image.ImageFormat;
import org.sdcodec.cli.image.ReadPicture;
import org.sdcodec.imageio.color.GamutProfiles;
import org.sdcodec.scene.Scene;

/** Photographs of Display P3, kept or converted. */
class GamutCommandsTest {

    private static final int SIDE = 48;

    private static final Picture WIDE =
            Picture.opaque(SIDE, SIDE, Scene.render(SIDE, SIDE, 3)).withGamut(Gamut.DISPLAY_P3);

    @TempDir
    Path folder;

    private Path photo(String name) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            ImageFiles.write(WIDE, ImageFormat.forOutput(file), 95, out);
        }
        return file;
    }

    private static ReadPicture read(Path file, Gamut widest) throws IOException {
        return ImageFiles.read(file, 10_000, widest);
    }

    @Test
    void pngAndJpegFilesNameTheGamut() throws IOException {
        Path png = photo("photo.png");
        ReadPicture kept = read(png, Gamut.DISPLAY_P3);
        assertThat(kept.converted()).isFalse();
        assertThat(kept.warnings()).isEmpty();
        assertThat(kept.picture()).isEqualTo(WIDE);
        ReadPicture converted = read(png, Gamut.SRGB);
        assertThat(converted.converted()).isTrue();
        assertNear(converted.picture(), WIDE.inSrgb());

        Path jpeg = photo("photo.jpg");
        ReadPicture keptJpeg = read(jpeg, Gamut.DISPLAY_P3);
        assertThat(keptJpeg.picture().gamut()).isEqualTo(Gamut.DISPLAY_P3);
        assertThat(keptJpeg.picture().metadata().icc().orElseThrow())
                .isEqualTo(GamutProfiles.forFiles(Gamut.DISPLAY_P3).orElseThrow());
        assertNear(read(jpeg, Gamut.SRGB).picture(), keptJpeg.picture().inSrgb());
    }

    private static void assertNear(Picture a, Picture b) {
        assertThat(a.gamut()).isEqualTo(b.gamut());
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                for (int shift = 0; shift <= 16; shift += 8) {
                    assertThat((a.argb(x, y) >> shift & 255) - (b.argb(x, y) >> shift & 255))
                            .isBetween(-1, 1);
                }
            }
        }
    }

    @Test
    void encodeKeepsTheGamutAndDecodeNamesIt() throws IOException {
        Path photo = photo("photo.png");
        Path sdc = folder.resolve("photo.sdc");
        Cli.Result encoded = new Cli().run("encode", "--gamut", "p3", photo);
        assertThat(encoded.status()).as(encoded.err()).isZero();
        assertThat(encoded.err()).doesNotContain("converted");
        assertThat(new Cli().run("info", sdc).out()).contains("colors   Display P3");
        assertThat(new Cli().run("info", "--json", sdc).out()).contains("\"gamut\":\"Display P3\"");
        try (Codec codec = Codec.embedded()) {
            assertThat(Files.readAllBytes(sdc)).isEqualTo(codec.encode(WIDE));
            Path png = folder.resolve("decoded.png");
            assertThat(new Cli().run("decode", sdc, png).status()).isZero();
            assertThat(read(png, Gamut.DISPLAY_P3).picture())
                    .isEqualTo(codec.decode(Files.readAllBytes(sdc)))
                    .isNotEqualTo(read(png, Gamut.SRGB).picture());
            Path bmp = folder.resolve("decoded.bmp");
            assertThat(new Cli().run("decode", sdc, bmp).err())
                    .contains("BMP has no place for the colors of Display P3, which are converted to sRGB");
            assertThat(read(bmp, Gamut.DISPLAY_P3).picture())
                    .isEqualTo(codec.decode(Files.readAllBytes(sdc)).inSrgb());
        }
    }

    @Test
    void withoutThatTheConversionIsStated() throws IOException {
        Path photo = photo("photo.png");
        Cli.Result encoded = new Cli().run("encode", photo);
        assertThat(encoded.err()).contains("photo.png: its colors are converted from its profile to sRGB");
        assertThat(new Cli().run("info", folder.resolve("photo.sdc")).out()).doesNotContain("Display P3");
        assertThat(new Cli().run("encode", "--gamut", "wide", photo).status()).isEqualTo(2);
    }

    /** Both are compared as what the file holds, or both as sRGB. */
    @Test
    void compareBringsPicturesToOneGamut() throws IOException {
        Path photo = photo("photo.png");
        List<String> wide = compared(photo, "p3");
        List<String> plain = compared(photo, "srgb");
        assertThat(psnr(wide)).isCloseTo(psnr(plain), within(1.5));
    }

    private List<String> compared(Path photo, String gamut) {
        Path sdc = folder.resolve(gamut + ".sdc");
        assertThat(new Cli()
                        .run("encode", "-q", "90", "--gamut", gamut, photo, sdc)
                        .status())
                .isZero();
        Cli.Result compared = new Cli().run("compare", photo, sdc);
        assertThat(compared.status()).as(compared.err()).isZero();
        return compared.out().lines().toList();
    }

    private static double psnr(List<String> lines) {
        return Double.parseDouble(lines.get(0).replaceAll("[^0-9.]", ""));
    }

    /** A profile of other colors than Display P3 becomes that. */
    @Test
    void otherWideProfilesBecomeDisplayP3() throws IOException {
        byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        Path jpeg = folder.resolve("linear.jpg");
        try (OutputStream out = Files.newOutputStream(jpeg)) {
            ImageFiles.write(
                    WIDE.withGamut(Gamut.SRGB).withMetadata(Metadata.NONE.withIcc(linear)), ImageFormat.JPEG, 95, out);
        }
        ReadPicture read = read(jpeg, Gamut.DISPLAY_P3);
        assertThat(read.converted()).isTrue();
        assertThat(read.picture().gamut()).isEqualTo(Gamut.DISPLAY_P3);
        assertNear(read.picture().inSrgb(), read(jpeg, Gamut.SRGB).picture());
        assertThat(new Cli().run("encode", "--gamut", "p3", jpeg).err())
                .contains("linear.jpg: its colors are converted from its profile to Display P3");
    }
}
