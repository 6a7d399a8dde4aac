package org.sdcodec.cli.image;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sdcodec.Gamut;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.bmp.BmpDecoder;
import org.sdcodec.cli.image.common.DecodeContext;
import org.sdcodec.cli.image.common.DecodedImage;
import org.sdcodec.cli.image.common.PictureDecoder;
import org.sdcodec.cli.image.common.UnreadableException;
import org.sdcodec.cli.image.gif.GifDecoder;
import org.sdcodec.cli.image.jpeg.JpegDecoder;
import org.sdcodec.cli.image.png.PngDecoder;
import org.sdcodec.cli.image.pnm.PnmDecoder;
import org.sdcodec.cli.image.tiff.TiffDecoder;
import org.sdcodec.cli.image.webp.WebpDecoder;
import org.sdcodec.codec.container.SdcReader;
import org.sdcodec.imageio.Orientation;
import org.sdcodec.imageio.PixelConverter;

/**
 * Pictures from and to files.
 *
 * <p>Reading is one pipeline for all formats: recognize the format by content; its decoder checks the size and that all
 * data of the first full picture is there, and decodes it; the samples become 8-bit sRGB (embedded profile, palette,
 * gray, 16 bits, CMYK), or Display P3 where that is kept, and are turned upright (Exif). What a picture does not show
 * of its file comes as {@linkplain ReadPicture#warnings warnings}: further frames and pages, an embedded profile that
 * is broken or does not fit the pixels, a missing end behind the pixels.
 *
 * <p>Every {@link ImageFormatException} and {@link IOException} thrown here carries one sentence that names the file
 * and can be shown as it is. Nothing here reads settings of the JVM or keeps state; all methods may be called by any
 * thread.
 */
public final class ImageFiles {
    /** How many bytes a file may have for every pixel allowed, and on top of them (profiles, previews). */
    private static final int MAX_BYTES_PER_PIXEL = 16;

    private static final long EXTRA_BYTES = 64L << 20;

    /** Enough to recognize every format by. */
    private static final int SNIFFED_BYTES = 64;

    private ImageFiles() {}

    /**
     * Reads a picture from a file.
     *
     * @param maxPixels a picture of more pixels is refused before memory is allocated for it
     * @throws IOException if the file is missing, a folder, or not readable
     * @throws ImageFormatException if it is no picture of a supported format, damaged, or too large
     */
    public static ReadPicture read(Path file, long maxPixels) throws IOException {
        return read(file, maxPixels, Gamut.SRGB);
    }

    /**
     * As {@link #read(Path, long)}, of colors that may be beyond sRGB.
     *
     * @param widest a picture with a profile of colors that sRGB does not have becomes one of this gamut
     */
    public static ReadPicture read(Path file, long maxPixels, Gamut widest) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("cannot read '" + file + "': it is a folder; name a picture in it");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString(), maxPixels, widest);
        } catch (NoSuchFileException e) {
            throw new IOException("cannot read '" + file + "': there is no such file; check the name", e);
        } catch (AccessDeniedException e) {
            throw new IOException("cannot read '" + file + "': no permission to read it; change its permissions", e);
        }
    }

    /**
     * Reads a picture from a stream, up to the stream's end. Does not close it.
     *
     * @param name what messages call it, for example {@code "standard input"}
     * @param maxPixels as in {@link #read(Path, long)}
     * @param widest as in {@link #read(Path, long, Gamut)}
     * @throws IOException if reading the stream fails
     * @throws ImageFormatException as in {@link #read(Path, long)}
     */
    public static ReadPicture read(InputStream in, String name, long maxPixels, Gamut widest) throws IOException {
        long limit = Math.min(Integer.MAX_VALUE - 64, EXTRA_BYTES + saturatedProduct(maxPixels, MAX_BYTES_PER_PIXEL));
        byte[] bytes;
        try {
            // A device or a pipe that never ends, or a film of gigabytes, shows by how it starts.
            byte[] start = in.readNBytes(SNIFFED_BYTES);
            if (ImageFormat.sniff(start).isEmpty()) {
                throw notAPicture(start, name);
            }
            bytes = new SequenceInputStream(new ByteArrayInputStream(start), in).readNBytes((int) limit);
            if (bytes.length == limit && in.read() >= 0) {
                throw new ImageFormatException("cannot read '" + name + "': it has more than " + limit
                        + " bytes, which no picture within the limit of " + maxPixels
                        + " pixels needs; reduce it first");
            }
        } catch (OutOfMemoryError e) {
            throw new ImageFormatException(
                    "cannot read '" + name + "': it is larger than the memory there is; give Java a larger heap", e);
        }
        return read(bytes, name, maxPixels, widest);
    }

    /**
     * Reads a picture from memory.
     *
     * @param bytes the content of a picture file; not modified
     * @param name what messages call it
     * @param maxPixels as in {@link #read(Path, long)}
     * @throws ImageFormatException as in {@link #read(Path, long)}
     */
    public static ReadPicture read(byte[] bytes, String name, long maxPixels) {
        return read(bytes, name, maxPixels, Gamut.SRGB);
    }

    /**
     * As {@link #read(byte[], String, long)}, of colors that may be beyond sRGB, as in {@link #read(Path, long,
     * Gamut)}.
     */
    public static ReadPicture read(byte[] bytes, String name, long maxPixels, Gamut widest) {
        ImageFormat format = ImageFormat.sniff(bytes).orElseThrow(() -> notAPicture(bytes, name));
        DecodeContext context = new DecodeContext(maxPixels, widest);
        try {
            DecodedImage decoded = decoder(format).decode(bytes, context);
            Picture picture = PixelConverter.takeOver(
                    decoded.pixels(), decoded.profile(), decoded.transparent(), context.gamut());
            Picture upright = Orientation.apply(picture, decoded.orientation());
            return new ReadPicture(
                    upright.withMetadata(context.metadata()),
                    context.warnings(),
                    context.isConverted(),
                    context.bits());
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            throw unreadable(format, name, e);
        }
    }

    /** Readers of others wrap what stops them, and answer hostile data with whatever their arithmetic runs into. */
    static ImageFormatException unreadable(ImageFormat format, String name, Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError || cause instanceof StackOverflowError) {
                // The picture's own size was checked, so this is a damaged length somewhere inside, or a heap that is
                // too
                // small for the limit; either way the allocation failed as a whole and the JVM is fine.
                return new ImageFormatException(
                        "cannot read '" + name + "': decoding this " + format.title()
                                + " picture takes more memory than there is; give Java a larger heap, if the file is sound",
                        e);
            }
            if (cause instanceof UnreadableException own && !own.isDamaged()) {
                return new ImageFormatException("cannot read '" + name + "': " + own.getMessage(), e);
            }
            if (cause instanceof UnreadableException own) {
                return damaged(format, name, " (" + own.getMessage() + ")", e);
            }
            if (cause instanceof EOFException) {
                return damaged(format, name, " (the data ends too early)", e);
            }
        }
        // What other libraries say about their own internals is of no use to people.
        return damaged(format, name, "", e);
    }

    private static PictureDecoder decoder(ImageFormat format) {
        return switch (format) {
            case PNG -> new PngDecoder();
            case JPEG -> new JpegDecoder();
            case GIF -> new GifDecoder();
            case BMP -> new BmpDecoder();
            case WEBP -> new WebpDecoder();
            case TIFF -> new TiffDecoder();
            case PNM -> new PnmDecoder();
        };
    }

    private static ImageFormatException damaged(ImageFormat format, String name, String reason, Throwable e) {
        return new ImageFormatException(
                "cannot read '" + name + "': this " + format.title()
                        + " picture is damaged, cut short or of an unusual kind" + reason
                        + "; fetch it again or save it again as PNG",
                e);
    }

    /** What a picture would lose in a file of a format, clauses for people; empty if nothing but pixels. */
    public static List<String> lostIn(ImageFormat format, Picture picture) {
        return MetadataWriter.lostIn(format, picture);
    }

    private static long saturatedProduct(long a, int b) {
        return a > Long.MAX_VALUE / 2 / b ? Long.MAX_VALUE / 2 : a * b;
    }

    private static ImageFormatException notAPicture(byte[] bytes, String name) {
        if (bytes.length == 0) {
            return new ImageFormatException("cannot read '" + name + "': it is empty; fetch it again");
        }
        Optional<String> other = ImageFormat.sniffUnsupported(bytes);
        if (other.isPresent()) {
            return new ImageFormatException("cannot read '" + name + "': it is " + other.get()
                    + ", which is not supported; convert it to one of " + ImageFormat.readableTitles() + " first");
        }
        if (SdcReader.isSdc(bytes) || name.toLowerCase(Locale.ROOT).endsWith(".sdc")) {
            return new ImageFormatException(
                    "cannot read '" + name + "' as a picture: it is an .sdc file; decode it to a picture first");
        }
        return new ImageFormatException("cannot read '" + name + "': it is no picture of a supported format ("
                + ImageFormat.readableTitles() + "); convert it to one of them first");
    }

    /**
     * Writes a picture. PNG keeps everything; JPEG and BMP have no alpha, so the picture is {@linkplain Picture#onWhite
     * laid on white} for them. PNG and JPEG name a gamut other than sRGB by a color profile; for BMP the picture is
     * converted to sRGB.
     *
     * @param format one that {@linkplain ImageFormat#isWritable can be written}
     * @param jpegQuality 1 to 100; for JPEG only, see {@link JpegEncoder}
     * @param out is written to and not closed
     * @throws IOException if writing to the stream fails
     * @throws ImageFormatException if the format cannot be written or cannot hold the picture's size
     */
    public static void write(Picture picture, ImageFormat format, int jpegQuality, OutputStream out)
            throws IOException {
        switch (format) {
            case PNG -> ImageWriters.writePng(picture, MetadataWriter.png(picture, out));
            case JPEG -> MetadataWriter.jpeg(picture, JpegEncoder.encode(picture, jpegQuality), out);
            case BMP -> ImageWriters.writeBmp(picture.onWhite().inSrgb(), out);
            default ->
                throw new ImageFormatException("cannot write " + format.title() + ": pictures are written as "
                        + ImageFormat.writableTitles() + "; choose one of them");
        }
    }
}
