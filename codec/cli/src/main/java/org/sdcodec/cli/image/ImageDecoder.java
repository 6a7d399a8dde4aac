package org.sdcodec.cli.image;

import com.twelvemonkeys.imageio.plugins.bmp.BMPImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.pnm.PNMImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.BigTIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/**
 * Decodes the bytes of a picture with the reader that belongs to its format: the JDK's for PNG and GIF, TwelveMonkeys'
 * for the others. Readers are chosen by class and not by ImageIO's look-up, whose answer depends on what else is on the
 * class path; and they read from memory, so that no cache file is ever written.
 */
final class ImageDecoder {
    private static final int MAX_REASON_LENGTH = 120;

    /** TIFF 6.0, PhotometricInterpretation; 8 to 10 are CIELab and its variants ICCLab and ITULab. */
    private static final int PHOTOMETRIC_TAG = 262;

    private static final int FIRST_LAB = 8;
    private static final int LAST_LAB = 10;

    private final ImageFormat format;
    private final byte[] file;
    private final String name;

    /**
     * @param file the whole file; not modified
     * @param name what messages call the file
     */
    ImageDecoder(ImageFormat format, byte[] file, String name) {
        this.format = format;
        this.file = format == ImageFormat.WEBP ? EmbeddedData.withoutBrokenWebpProfile(file) : file;
        this.name = name;
    }

    /**
     * Decodes the first picture of the file, as it is stored.
     *
     * @throws ImageFormatException if the size is beyond the limit (nothing was allocated then), or the data is damaged
     */
    BufferedImage decode(long maxPixels) {
        ImageReader reader = null;
        try (MemoryInput in = new MemoryInput(file)) {
            checkWhole();
            checkColours();
            reader = createReader(format);
            List<String> warnings = new ArrayList<>();
            reader.addIIOReadWarningListener(new Collector(warnings));
            reader.setInput(in, true, true);
            checkSize(reader.getWidth(0), reader.getHeight(0), maxPixels);
            BufferedImage image = reader.read(0);
            for (String warning : warnings) {
                if (isDataMissing(warning)) {
                    throw damaged(warning, null);
                }
            }
            return image;
        } catch (ImageFormatException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Readers answer hostile data with whatever their arithmetic runs into; to the user it is all the same.
            throw damaged(e.getMessage(), e);
        } catch (OutOfMemoryError | StackOverflowError e) {
            // The picture's own size was checked, so this is a damaged length somewhere inside, or a heap that is too
            // small for the limit; either way the allocation failed as a whole and the JVM is fine.
            throw new ImageFormatException(
                    "cannot read '" + name + "': decoding this " + format.title()
                            + " picture takes more memory than there is; give Java a larger heap, if the file is sound",
                    e);
        } finally {
            if (reader != null) {
                reader.dispose();
            }
        }
    }

    private void checkSize(int width, int height, long maxPixels) {
        if (width < 1 || height < 1) {
            throw damaged("its size is " + width + "x" + height, null);
        }
        if ((long) width * height > maxPixels) {
            throw new ImageFormatException(String.format(
                    Locale.ROOT,
                    "cannot read '%s': it has %dx%d pixels, more than the limit of %d; reduce it first",
                    name,
                    width,
                    height,
                    maxPixels));
        }
    }

    private ImageFormatException damaged(String reason, Throwable cause) {
        boolean presentable = reason != null
                && reason.length() <= MAX_REASON_LENGTH
                && reason.indexOf(' ') > 0
                && reason.chars().noneMatch(c -> c < ' ');
        return new ImageFormatException(
                "cannot read '" + name + "': this " + format.title()
                        + " picture is damaged, cut short or of an unusual kind"
                        + (presentable ? " (" + reason + ")" : "")
                        + "; fetch it again or save it anew as PNG",
                cause);
    }

    /** Whether a reader that went on after a fault has made up a part of the picture. */
    private static boolean isDataMissing(String warning) {
        String lower = warning.toLowerCase(Locale.ROOT);
        if (lower.contains("icc")) {
            // A broken profile is ignored, by the reader as by us.
            return false;
        }
        return lower.contains("premature end")
                || lower.contains("bad huffman")
                || lower.contains("corrupt")
                || lower.contains("truncated")
                || lower.contains("end of file")
                || lower.contains("eof");
    }

    private record Collector(List<String> warnings) implements IIOReadWarningListener {
        @Override
        public void warningOccurred(ImageReader source, String warning) {
            warnings.add(warning);
        }
    }

    private ImageReader createReader(ImageFormat format) throws IOException {
        ImageReaderSpi provider = switch (format) {
            case PNG, GIF -> jdkProvider(format);
            case JPEG -> {
                JPEGImageReaderSpi jpeg = new JPEGImageReaderSpi();
                // Looks up the JDK's JPEG reader, which it builds upon; adds nothing to the registry.
                jpeg.onRegistration(IIORegistry.getDefaultInstance(), ImageReaderSpi.class);
                yield jpeg;
            }
            case BMP -> new BMPImageReaderSpi();
            case WEBP -> new WebPImageReaderSpi();
            case TIFF -> isBigTiff() ? new BigTIFFImageReaderSpi() : new TIFFImageReaderSpi();
            case PNM -> new PNMImageReaderSpi();
        };
        return provider.createReaderInstance(null);
    }

    private boolean isBigTiff() {
        return file[2] == '+' || file[3] == '+';
    }

    /**
     * What the readers do not check themselves and would turn into a wrong picture: the JDK's PNG reader ignores the CRCs,
     * and the WebP reader makes up what is missing at the end.
     */
    private void checkWhole() {
        if (format == ImageFormat.PNG) {
            for (PngChunk chunk : PngChunk.list(file)) {
                if (chunk.isNeeded() && !chunk.intact()) {
                    throw damaged("chunk " + chunk.name() + " at byte " + (chunk.data() - 8), null);
                }
            }
        }
        if (format == ImageFormat.WEBP && Integer.toUnsignedLong(EmbeddedData.riffLength(file, 4)) + 8 > file.length) {
            throw damaged("the data ends too early", null);
        }
    }

    /** The TIFF reader takes a white of D65 for that of D50, which L*a*b* means there (TIFF 6.0, section 23): a colour cast. */
    private void checkColours() {
        int photometric = format == ImageFormat.TIFF && !isBigTiff()
                ? TiffDirectory.value(file, 0, file.length, PHOTOMETRIC_TAG)
                : -1;
        if (photometric >= FIRST_LAB && photometric <= LAST_LAB) {
            throw new ImageFormatException("cannot read '" + name
                    + "': its colours are CIE L*a*b*, which is not supported; save it as RGB first");
        }
    }

    private static ImageReaderSpi jdkProvider(ImageFormat format) {
        Iterator<ImageReaderSpi> providers =
                IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, true);
        while (providers.hasNext()) {
            ImageReaderSpi provider = providers.next();
            if (provider.getClass().getModule() == ImageIO.class.getModule()
                    && List.of(provider.getFormatNames())
                            .contains(format.extensions().get(0))) {
                return provider;
            }
        }
        throw new IllegalStateException("this Java runtime has no " + format.title() + " reader; use a complete one");
    }
}
