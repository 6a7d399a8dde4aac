package org.sdcodec.examples;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.sdcodec.Codec;
import org.sdcodec.Preview;

/** Uses what the library looks up at run time: models and priors among its resources, services, ImageIO's registry. */
public final class PackagedProgram {

    private PackagedProgram() {}

    /** Prints a line each of what was found. */
    public static void main(String[] args) throws IOException {
        BufferedImage image = TestPicture.of(48, 32, 1);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        System.out.println("written: " + ImageIO.write(image, "sdc", file));
        byte[] sdc = file.toByteArray();
        System.out.println("file: " + sdc.length + " " + checksum(sdc));
        BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(sdc));
        System.out.println("pixel: " + Integer.toHexString(decoded.getRGB(20, 10)));
        System.out.println("preview: " + Preview.embedded().decode(sdc));
        try (Codec codec = Codec.embedded()) {
            System.out.println("model: " + codec.model().latentSpace() + " on "
                    + codec.kernels().replaceAll("-.*", "") + " kernels");
        }
    }

    private static String checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
