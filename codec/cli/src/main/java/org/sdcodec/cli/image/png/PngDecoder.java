package org.sdcodec.cli.image.png;

import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.InflaterInputStream;
import javax.imageio.ImageReader;
import org.sdcodec.Gamut;
import org.sdcodec.cli.image.common.Bytes;
import org.sdcodec.cli.image.common.DecodeContext;
import org.sdcodec.cli.image.common.DecodedImage;
import org.sdcodec.cli.image.common.Exif;
import org.sdcodec.cli.image.common.JdkPlugins;
import org.sdcodec.cli.image.common.MemoryInput;
import org.sdcodec.cli.image.common.PictureDecoder;
import org.sdcodec.cli.image.common.Profiles;
import org.sdcodec.cli.image.common.UnreadableException;
import org.sdcodec.imageio.Orientation;

/**
 * PNG. The chunks are checked and interpreted here; the JDK's reader receives only those that hold pixels, so that
 * nothing else of a file costs it time or memory.
 */
public final class PngDecoder implements PictureDecoder {
    private static final int HEADER_BYTES = 13;
    private static final int GRAY = 0;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int GRAY_ALPHA = 4;
    private static final int BLACK = 0xff000000;

    /** gAMA of sRGB: 1/2.2, times 100,000. */
    private static final int SRGB_GAMMA = 45455;

    private static final int GAMMA_TOLERANCE = 2500;

    /** cHRM of sRGB: x and y of white, red, green and blue, times 100,000. */
    private static final int[] SRGB_PRIMARIES = {31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000};

    private static final int PRIMARIES_TOLERANCE = 500;

    /** cICP of sRGB: primaries of BT.709, the transfer function of sRGB, RGB, full range (ITU-T H.273). */
    private static final int[] SRGB_CODE_POINTS = {1, 13, 0, 1};

    /** Keyword of a text that is XMP (Adobe's XMP specification, part 3, section 1.1.5). */
    private static final String XMP = "XML:com.adobe.xmp\0";

    /** cICP of Display P3. */
    private static final int[] DISPLAY_P3_CODE_POINTS = {12, 13, 0, 1};

    private static final int MAX_XMP = 1 << 22;

    private static final Set<String> PIXELS = Set.of("IHDR", "PLTE", "IDAT");

    @Override
    public DecodedImage decode(byte[] file, DecodeContext context) throws IOException {
        List<PngChunk> chunks = PngChunk.list(file);
        check(file, chunks, context);
        int header = chunks.get(0).data();
        context.checkSize(Bytes.i32be(file, header) & 0xffffffffL, Bytes.i32be(file, header + 4) & 0xffffffffL);
        context.takeBits(file[header + 8]);
        int colorType = file[header + 9];
        BufferedImage pixels = decodePixels(onlyPixels(file, chunks, colorType));
        if (colorType == PALETTE) {
            pixels = withWholePalette(pixels, chunks, context);
        }
        Ancillary ancillary = new Ancillary(file, colorType, context);
        for (PngChunk chunk : chunks) {
            if (chunk.intact()) {
                ancillary.take(chunk);
            }
        }
        return new DecodedImage(pixels, ancillary.profile(), ancillary.transparent, ancillary.orientation);
    }

    private static void check(byte[] file, List<PngChunk> chunks, DecodeContext context) {
        if (!chunks.isEmpty() && chunks.get(0).name().equals("CgBI")) {
            throw UnreadableException.unsupported(
                    "it is a PNG picture in the private form of iOS applications; save it as an ordinary one first");
        }
        if (chunks.isEmpty()
                || !chunks.get(0).name().equals("IHDR")
                || chunks.get(0).length() != HEADER_BYTES) {
            throw UnreadableException.damaged("it does not begin with a header");
        }
        for (PngChunk chunk : chunks) {
            if (chunk.isNeeded() && !chunk.intact()) {
                if (chunk.name().equals("IEND")) {
                    break;
                }
                throw UnreadableException.damaged(
                        "chunk " + chunk.name().replaceAll("[^A-Za-z]", "?") + " at byte " + (chunk.data() - 8));
            }
        }
        PngChunk last = chunks.get(chunks.size() - 1);
        if (!last.name().equals("IEND") || !last.intact()) {
            context.warn("its end is missing, behind the pixels");
        }
    }

    /** A PNG file of the chunks that the pixels need. */
    private static byte[] onlyPixels(byte[] file, List<PngChunk> chunks, int colorType) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(file.length);
        out.write(file, 0, PngChunk.SIGNATURE);
        for (PngChunk chunk : chunks) {
            boolean taken = PIXELS.contains(chunk.name()) || chunk.name().equals("tRNS") && colorType == PALETTE;
            if (taken) {
                out.write(file, chunk.data() - 8, chunk.length() + PngChunk.FRAME);
            }
        }
        out.writeBytes(END);
        return out.toByteArray();
    }

    private static final byte[] END = {0, 0, 0, 0, 'I', 'E', 'N', 'D', (byte) 0xae, 0x42, 0x60, (byte) 0x82};

    private static BufferedImage decodePixels(byte[] png) throws IOException {
        ImageReader reader = JdkPlugins.reader("png");
        try (MemoryInput in = new MemoryInput(png)) {
            reader.setInput(in, true, true);
            return reader.read(0);
        } finally {
            reader.dispose();
        }
    }

    /**
     * The same picture, but with black for indexes that its palette lacks, for which the reader gives arbitrary colors.
     */
    private static BufferedImage withWholePalette(BufferedImage image, List<PngChunk> chunks, DecodeContext context) {
        int colors = chunks.stream()
                        .filter(c -> c.name().equals("PLTE"))
                        .mapToInt(PngChunk::length)
                        .findFirst()
                        .orElse(0)
                / 3;
        if (!hasIndexFrom(colors, image.getRaster())) {
            return image;
        }
        context.warn("some of its pixels have colors that its palette lacks; they are black");
        IndexColorModel model = (IndexColorModel) image.getColorModel();
        int[] palette = new int[1 << model.getPixelSize()];
        Arrays.fill(palette, BLACK);
        for (int i = 0; i < colors; i++) {
            palette[i] = model.getRGB(i);
        }
        IndexColorModel whole = new IndexColorModel(
                model.getPixelSize(),
                palette.length,
                palette,
                0,
                true,
                -1,
                image.getRaster().getTransferType());
        return new BufferedImage(whole, image.getRaster(), false, null);
    }

    private static boolean hasIndexFrom(int first, Raster indexes) {
        int[] row = new int[indexes.getWidth()];
        for (int y = 0; y < indexes.getHeight(); y++) {
            indexes.getSamples(0, y, row.length, 1, 0, row);
            if (Arrays.stream(row).anyMatch(i -> i >= first)) {
                return true;
            }
        }
        return false;
    }

    /** What the other chunks say. */
    private static final class Ancillary {
        private final byte[] file;
        private final int colorType;
        private final DecodeContext context;
        private int orientation = Orientation.NORMAL;
        private int[] transparent;
        private boolean declaredSrgb;
        private PngChunk profile;
        private PngChunk codePoints;
        private boolean otherGamma;
        private boolean otherPrimaries;

        Ancillary(byte[] file, int colorType, DecodeContext context) {
            this.file = file;
            this.colorType = colorType;
            this.context = context;
        }

        void take(PngChunk chunk) {
            int data = chunk.data();
            int length = chunk.length();
            switch (chunk.name()) {
                case "sRGB" -> declaredSrgb = true;
                case "iCCP" -> {
                    if (profile == null) {
                        profile = chunk;
                    } else {
                        context.warn("it has more than one color profile; the first is applied");
                    }
                }
                case "gAMA" ->
                    otherGamma |= length == 4 && Math.abs(Bytes.i32be(file, data) - SRGB_GAMMA) > GAMMA_TOLERANCE;
                case "cHRM" -> otherPrimaries |= length == 4 * SRGB_PRIMARIES.length && !hasPrimariesOfSrgb(data);
                case "cICP" -> codePoints = length == SRGB_CODE_POINTS.length ? chunk : codePoints;
                case "iTXt" -> {
                    if (Bytes.startsWith(file, data, data + length, XMP)) {
                        xmp(data + XMP.length(), data + length);
                    }
                }
                case "eXIf" -> {
                    context.exif(file, data, data + length);
                    int found = Exif.orientation(file, data, data + length);
                    orientation = found == 0 ? orientation : found;
                }
                case "tRNS" -> transparent = transparentColor(data, length);
                case "acTL" -> {
                    if (length == 8 && Bytes.i32be(file, data) > 1) {
                        context.warn("it is an animation of " + Bytes.i32be(file, data)
                                + " frames, of which the still picture is taken");
                    }
                }
                default -> {}
            }
        }

        /**
         * Behind the keyword: whether it is compressed and how, a language, a translation, the text (PNG, section
         * 11.3.3.4).
         */
        private void xmp(int from, int to) {
            int text = from + 2;
            for (int zeros = 0; text < to && zeros < 2; text++) {
                zeros += file[text] == 0 ? 1 : 0;
            }
            if (text >= to) {
                return;
            }
            byte[] packet = file[from] == 0 ? Arrays.copyOfRange(file, text, to) : inflate(text, to, MAX_XMP);
            if (packet.length > 0 && packet.length < MAX_XMP) {
                context.xmp(packet);
            } else {
                context.warn("its XMP is damaged or larger than " + MAX_XMP + " bytes, and ignored");
            }
        }

        private byte[] inflate(int from, int to, int most) {
            try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(file, from, to - from))) {
                return in.readNBytes(most);
            } catch (IOException e) {
                return new byte[0];
            }
        }

        private boolean codePointsAre(int[] expected) {
            for (int i = 0; i < expected.length; i++) {
                if (file[codePoints.data() + i] != expected[i]) {
                    return false;
                }
            }
            return true;
        }

        private boolean hasPrimariesOfSrgb(int data) {
            for (int i = 0; i < SRGB_PRIMARIES.length; i++) {
                if (Math.abs(Bytes.i32be(file, data + 4 * i) - SRGB_PRIMARIES[i]) > PRIMARIES_TOLERANCE) {
                    return false;
                }
            }
            return true;
        }

        /**
         * The profile of the pixels, null for sRGB. Of chunks that contradict one another the first of cICP, iCCP,
         * sRGB, and gAMA with cHRM counts (PNG specification, third edition, section 4.3); one that is not supported is
         * passed over with a warning.
         */
        ICC_Profile profile() {
            if (codePoints != null) {
                if (codePointsAre(SRGB_CODE_POINTS)) {
                    return null;
                }
                if (codePointsAre(DISPLAY_P3_CODE_POINTS)) {
                    return Profiles.of(Gamut.DISPLAY_P3, context);
                }
                context.warn("its cICP chunk declares other colors than sRGB (primaries "
                        + Bytes.u8(file, codePoints.data()) + ", transfer function "
                        + Bytes.u8(file, codePoints.data() + 1) + "), which is not supported; it is ignored");
            }
            if (profile != null) {
                int components = colorType == GRAY || colorType == GRAY_ALPHA ? 1 : 3;
                return Profiles.usable(inflated(profile.data(), profile.length()), components, context);
            }
            if (!declaredSrgb && otherGamma) {
                context.warn("its gAMA chunk declares another gamma than that of sRGB, and is ignored");
            }
            if (!declaredSrgb && otherPrimaries && colorType != GRAY && colorType != GRAY_ALPHA) {
                context.warn("its cHRM chunk declares other primaries than those of sRGB, and is ignored");
            }
            return null;
        }

        /** A name of at most 79 bytes, a zero, the compression method (0) and a zlib stream (PNG, section 11.3.2.3). */
        private byte[] inflated(int data, int length) {
            int end = data + length;
            int zero = data;
            while (zero < end && file[zero] != 0) {
                zero++;
            }
            if (zero + 2 >= end || file[zero + 1] != 0) {
                return new byte[0];
            }
            return inflate(zero + 2, end, Profiles.MAX_BYTES);
        }

        private int[] transparentColor(int data, int length) {
            int samples = colorType == GRAY ? 1 : colorType == RGB ? 3 : 0;
            if (samples == 0 || length < 2 * samples) {
                return null;
            }
            int[] values = new int[samples];
            for (int i = 0; i < samples; i++) {
                values[i] = Bytes.u16be(file, data + 2 * i);
            }
            return values;
        }
    }
}
