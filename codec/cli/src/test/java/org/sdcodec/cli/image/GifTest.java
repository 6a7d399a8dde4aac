package org.sdcodec.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sdcodec.cli.image.SampleGrid.read;
import static org.sdcodec.cli.image.SampleGrid.sample;
import static org.sdcodec.cli.image.TestPictures.bytes;
import static org.sdcodec.cli.image.TestPictures.join;
import static org.sdcodec.cli.image.TestPictures.pixels;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.cli.image.common.JdkPlugins;

/** GIF files of every depth, and their canvases and frames. */
class GifTest {
    @ParameterizedTest
    @CsvSource({"1, true", "2, false", "4, true", "8, false", "8, true"})
    void gif(int bits, boolean interlaced) throws IOException {
        byte[] map = new byte[1 << bits];
        byte[] other = new byte[1 << bits];
        for (int i = 0; i < map.length; i++) {
            map[i] = (byte) (i * 91);
            other[i] = (byte) (i * 53);
        }
        IndexColorModel palette = new IndexColorModel(bits, map.length, map, other, map);
        // Large enough that the codes reach their longest and start again.
        BufferedImage image = new BufferedImage(
                190, 110, bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY, palette);
        for (int i = 0; i < 190 * 110; i++) {
            image.getRaster().setSample(i % 190, i / 190, 0, sample(i * i, i, map.length - 1));
        }
        ImageWriter writer = JdkPlugins.writer("gif");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setProgressiveMode(interlaced ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        assertThat(pixels(read(out.toByteArray()).picture())).isEqualTo(image.getRGB(0, 0, 190, 110, null, 0, 190));
    }

    /**
     * A canvas of 3x2 with frames of 2x1 pixels, of which the second color is transparent; codes of 3 bits: clear, 0,
     * 1, end.
     */
    static byte[] gifWithFrames(int left, int top, int frames) {
        byte[] header = bytes('G', 'I', 'F', '8', '9', 'a', 3, 0, 2, 0, 0x80, 0, 0, 10, 20, 30, 40, 50, 60);
        byte[] frame =
                bytes(0x21, 0xf9, 4, 1, 0, 0, 1, 0, 0x2c, left, 0, top, 0, 2, 0, 1, 0, 0, 2, 2, 0b01000100, 0b1010, 0);
        byte[] file = header;
        for (int i = 0; i < frames; i++) {
            file = join(file, frame);
        }
        return join(file, bytes(0x3b));
    }

    @Test
    void aGifKeepsItsCanvas() {
        ReadPicture one = read(gifWithFrames(1, 1, 1));
        assertThat(pixels(one.picture())).containsExactly(0, 0, 0, 0, 0xff0a141e, 0x28323c);
        assertThat(one.warnings()).isEmpty();
        ReadPicture more = read(gifWithFrames(0, 0, 3));
        assertThat(pixels(more.picture())).containsExactly(0xff0a141e, 0x28323c, 0, 0, 0, 0);
        assertThat(more.warnings()).containsExactly("it is an animation of 3 frames, of which the first is taken");
        assertThat(read(gifWithFrames(2, 3, 1)).picture().width()).as("grown").isEqualTo(4);
        byte[] comment = bytes(0x21, 0xfe, 1, 'x', 0, 0x3b);
        byte[] gif = gifWithFrames(1, 1, 1);
        ReadPicture commented = read(join(Arrays.copyOf(gif, gif.length - 1), comment));
        assertThat(commented.warnings()).isEmpty();
    }
}
