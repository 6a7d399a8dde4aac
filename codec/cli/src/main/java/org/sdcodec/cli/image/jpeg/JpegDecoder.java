package org.sdcodec.cli.image.jpeg;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;
import org.sdcodec.cli.image.common.Bytes;
import org.sdcodec.cli.image.common.DecodeContext;
import org.sdcodec.cli.image.common.DecodedImage;
import org.sdcodec.cli.image.common.Inks;
import org.sdcodec.cli.image.common.JdkPlugins;
import org.sdcodec.cli.image.common.MemoryInput;
import org.sdcodec.cli.image.common.PictureDecoder;
import org.sdcodec.cli.image.common.Profiles;
import org.sdcodec.cli.image.common.UnreadableException;
import org.sdcodec.codec.metadata.UnusableMetadataException;
import org.sdcodec.imageio.Orientation;
import org.sdcodec.imageio.xmp.ExtendedXmp;

/**
 * JPEG: baseline, progressive and lossless, in gray, RGB, YCbCr, CMYK and YCCK.
 *
 * <p>The file is parsed and checked here. The reader receives a file of the tables, the frame and the scans only, and
 * is told by an Adobe segment of ours what the components are.
 */
public final class JpegDecoder implements PictureDecoder {
    private static final int APP14 = 0xee;
    private static final int YCCK = 2;

    @Override
    public DecodedImage decode(byte[] file, DecodeContext context) throws IOException {
        JpegFile jpeg = JpegParser.parse(file, context);
        ScanCheck.check(jpeg, file, context);
        takeXmp(jpeg, context);
        if (!jpeg.endMarker) {
            context.warn("its end marker is missing, behind the pixels");
        }
        if (jpeg.pictures > 1) {
            context.warn("it holds " + jpeg.pictures + " pictures, of which the first is taken");
        }
        ICC_Profile profile = Profiles.usable(icc(jpeg, context), jpeg.components.length, context);
        int orientation = jpeg.orientation == 0 ? Orientation.NORMAL : jpeg.orientation;
        if (jpeg.components.length == 4) {
            return new DecodedImage(Inks.image(inks(jpeg), 8, profile), null, null, orientation);
        }
        return new DecodedImage(
                decodeColors(jpeg, jpeg.components.length == 3 && jpeg.isYcc()), profile, null, orientation);
    }

    private static void takeXmp(JpegFile jpeg, DecodeContext context) {
        if (jpeg.xmp == null) {
            return;
        }
        byte[] packet = jpeg.xmp;
        if (!jpeg.furtherXmp.isEmpty()) {
            try {
                packet = ExtendedXmp.joined(jpeg.xmp, jpeg.furtherXmp);
            } catch (UnusableMetadataException e) {
                context.warn("the further XMP of its metadata " + e.getMessage() + ", and is left out");
            }
        }
        context.xmp(packet);
    }

    /**
     * What JPEG data inside of another format has to be.
     *
     * @param width in pixels
     * @param height in pixels, at least
     * @param samples for each pixel
     * @param ycc whether three samples are YCbCr; null to decide by the data itself
     */
    public record Part(int width, int height, int samples, Boolean ycc) {}

    /**
     * Decodes JPEG data inside of another format.
     *
     * @param data a JPEG file; not modified
     * @return gray, RGB, or four inks with 255 for full ink
     */
    public static Raster decodePart(byte[] data, Part part, DecodeContext context) throws IOException {
        JpegFile jpeg = JpegParser.parse(data, context);
        if (jpeg.width != part.width() || jpeg.height < part.height() || jpeg.components.length != part.samples()) {
            throw UnreadableException.damaged("JPEG data of " + jpeg.width + "x" + jpeg.height + " pixels for "
                    + part.width() + "x" + part.height());
        }
        ScanCheck.check(jpeg, data, context);
        if (jpeg.components.length == 4) {
            return inks(jpeg);
        }
        boolean ycc = jpeg.components.length == 3 && (part.ycc() == null ? jpeg.isYcc() : part.ycc());
        return decodeColors(jpeg, ycc).getRaster();
    }

    private static BufferedImage decodeColors(JpegFile jpeg, boolean ycc) throws IOException {
        ImageReader reader = reader(jpeg);
        try (MemoryInput in = new MemoryInput(withAdobe(jpeg.clean, ycc ? 1 : 0))) {
            reader.setInput(in, true, true);
            return reader.read(0);
        } finally {
            reader.dispose();
        }
    }

    /** Four inks of 0 to 255, 255 for full ink. */
    private static Raster inks(JpegFile jpeg) throws IOException {
        ImageReader reader = reader(jpeg);
        try (MemoryInput in = new MemoryInput(withAdobe(jpeg.clean, 0))) {
            reader.setInput(in, true, true);
            Raster raster = reader.readRaster(0, null);
            // Adobe's programs store the complement of the inks.
            boolean inverted = jpeg.adobeTransform != JpegFile.NO_ADOBE;
            return Inks.fromStored(raster, jpeg.adobeTransform == YCCK, inverted);
        } finally {
            reader.dispose();
        }
    }

    private static ImageReader reader(JpegFile jpeg) throws IOException {
        if (jpeg.process != JpegFile.LOSSLESS) {
            return JdkPlugins.reader("jpeg");
        }
        JPEGImageReaderSpi provider = new JPEGImageReaderSpi();
        // Looks the JDK's reader up, on which it builds; adds nothing to the registry.
        provider.onRegistration(JdkPlugins.registry(), ImageReaderSpi.class);
        return provider.createReaderInstance(null);
    }

    private static byte[] withAdobe(byte[] clean, int transform) {
        byte[] adobe = {(byte) 0xff, (byte) APP14, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform
        };
        byte[] result = Arrays.copyOf(clean, clean.length + adobe.length);
        System.arraycopy(clean, 2, result, 2 + adobe.length, clean.length - 2);
        System.arraycopy(adobe, 0, result, 2, adobe.length);
        return result;
    }

    /** The profile joined from its segments, which are numbered from 1 (ICC.1, annex B.4). Null if there is none. */
    private static byte[] icc(JpegFile jpeg, DecodeContext context) {
        if (jpeg.iccChunks.isEmpty()) {
            return null;
        }
        int count = jpeg.iccChunks.size();
        byte[][] parts = new byte[count][];
        for (byte[] chunk : jpeg.iccChunks) {
            int number = chunk.length < 2 ? 0 : Bytes.u8(chunk, 0);
            if (number < 1 || number > count || parts[number - 1] != null || Bytes.u8(chunk, 1) != count) {
                context.warn("the parts of its color profile are numbered wrongly, and it is ignored");
                return null;
            }
            parts[number - 1] = chunk;
        }
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.write(part, 2, part.length - 2);
        }
        return joined.toByteArray();
    }
}
