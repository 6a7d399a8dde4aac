package org.sdcodec.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sdcodec.cli.image.SampleGrid.read;
import static org.sdcodec.cli.image.TestPictures.pixels;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.cli.image.common.JdkPlugins;

/** JPEG files of every color space and order of scans, whole and truncated. */
class JpegTest {
    @ParameterizedTest(name = "{0}, progressive {1}, restart {2}")
    @CsvSource({
        "gray, false, 0",
        "gray, true, 0",
        "ycc, false, 0",
        "ycc, true, 0",
        "rgb, false, 0",
        "rgb, true, 0",
        "ycc, false, 2"
    })
    void jpeg(String colors, boolean progressive, int restart) throws IOException {
        int width = 75;
        int height = 45;
        BufferedImage image = new BufferedImage(
                width, height, colors.equals("gray") ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        int[] expected = new int[width * height];
        for (int i = 0; i < expected.length; i++) {
            int x = i % width;
            int y = i / width;
            int gray = 2 * x + 2 * y;
            expected[i] = 0xff000000 | (colors.equals("gray") ? gray * 0x010101 : 3 * x << 16 | 5 * y << 8 | x + 2 * y);
            if (colors.equals("gray")) {
                image.getRaster().setSample(x, y, 0, gray);
            } else {
                image.setRGB(x, y, expected[i]);
            }
        }
        byte[] file = jpegFile(image, colors, progressive, restart);
        ReadPicture read = read(file);
        assertThat(TestPictures.psnr(pixels(read.picture()), expected)).isGreaterThan(40);
        assertThat(read.warnings()).isEmpty();
        int same = 0;
        for (int length = 2; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            try {
                ReadPicture whole = read(cut);
                assertThat(whole.picture())
                        .as("cut to %d of %d bytes", length, file.length)
                        .isEqualTo(read.picture());
                assertThat(whole.warnings()).isNotEmpty();
                same++;
            } catch (ImageFormatException e) {
                assertThat(e).hasMessageContaining(length < 3 ? "no picture" : "cut short");
            }
        }
        assertThat(same).as("cuts that take the end marker only").isBetween(1, 4);
    }

    static byte[] jpegFile(BufferedImage image, String colors, boolean progressive, int restart) throws IOException {
        ImageWriter writer = JdkPlugins.writer("jpeg");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(0.97f);
            param.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            IIOMetadata metadata =
                    writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), param);
            String name = "javax_imageio_jpeg_image_1.0";
            IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(name);
            IIOMetadataNode markers = (IIOMetadataNode)
                    root.getElementsByTagName("markerSequence").item(0);
            if (restart > 0) {
                IIOMetadataNode interval = new IIOMetadataNode("dri");
                interval.setAttribute("interval", Integer.toString(restart));
                markers.insertBefore(interval, root.getElementsByTagName("sos").item(0));
            }
            if (colors.equals("rgb")) {
                org.w3c.dom.Node jfif = root.getElementsByTagName("app0JFIF").item(0);
                if (jfif != null) {
                    jfif.getParentNode().removeChild(jfif);
                }
                IIOMetadataNode adobe = new IIOMetadataNode("app14Adobe");
                adobe.setAttribute("transform", "0");
                markers.insertBefore(adobe, markers.getFirstChild());
                org.w3c.dom.NodeList components = root.getElementsByTagName("componentSpec");
                for (int i = 0; i < components.getLength(); i++) {
                    IIOMetadataNode component = (IIOMetadataNode) components.item(i);
                    component.setAttribute("HsamplingFactor", "1");
                    component.setAttribute("VsamplingFactor", "1");
                }
            }
            metadata.setFromTree(name, root);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, metadata), param);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }
}
