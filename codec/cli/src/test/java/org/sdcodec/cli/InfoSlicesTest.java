package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Codec;
import org.sdcodec.SdcInfo;

/** What {@code info} says of slices. */
class InfoSlicesTest {
    @TempDir
    private Path folder;

    @Test
    void aWidePictureHasTwo() throws IOException {
        Path sdc = encode(1100);
        SdcInfo info = Codec.info(Files.readAllBytes(sdc));
        List<Integer> sizes = info.slices().stream().map(SdcInfo.Slice::bytes).toList();
        assertThat(info.slices()).extracting(SdcInfo.Slice::column).containsExactly(0, 1);
        assertThat(new Cli().run("info", sdc).out()).contains("2 (1 rows of 2), ", " bytes each");
        Matcher json = Pattern.compile("\"slice_rows\":1,\"slice_columns\":2,\"slice_bytes\":\\[([0-9,]+)]")
                .matcher(new Cli().run("info", "--json", sdc).out());
        assertThat(json.find()).isTrue();
        assertThat(Stream.of(json.group(1).split(",")).map(Integer::valueOf)).isEqualTo(sizes);
    }

    @Test
    void aSmallPictureHasOneThatIsTheWholeLatent() throws IOException {
        Path sdc = encode(32);
        SdcInfo info = Codec.info(Files.readAllBytes(sdc));
        assertThat(info.slices()).containsExactly(new SdcInfo.Slice(0, 0, info.latentBytes()));
        assertThat(new Cli().run("info", sdc).out()).doesNotContain("slices");
    }

    private Path encode(int width) throws IOException {
        BufferedImage image = new BufferedImage(width, 16, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < width; x++) {
            image.setRGB(x, x % 16, 0xFFFFFF);
        }
        Path png = folder.resolve("picture.png");
        Path sdc = folder.resolve("picture.sdc");
        assertThat(ImageIO.write(image, "png", png.toFile())).isTrue();
        assertThat(new Cli().run("encode", png, sdc).status()).isZero();
        return sdc;
    }
}
