package org.sdcodec.cli.image;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The picture formats that can be read, and those of them that can be written. */
public enum ImageFormat {
    /** Portable Network Graphics; read and written. */
    PNG("PNG", true, "png"),
    /** JPEG, baseline and progressive, also in CMYK; read and written. */
    JPEG("JPEG", true, "jpg", "jpeg", "jpe", "jfif"),
    /** Windows bitmap; read and written. */
    BMP("BMP", true, "bmp", "dib"),
    /** GIF, of which the first frame counts; read only. */
    GIF("GIF", false, "gif"),
    /** WebP, lossy and lossless; read only. */
    WEBP("WebP", false, "webp"),
    /** TIFF, of which the first picture counts; read only. */
    TIFF("TIFF", false, "tif", "tiff"),
    /** The Netpbm family PBM, PGM, PPM and PAM; read only. */
    PNM("PNM", false, "pnm", "pbm", "pgm", "ppm", "pam");

    private final String title;
    private final boolean writable;
    private final List<String> extensions;

    ImageFormat(String title, boolean writable, String... extensions) {
        this.title = title;
        this.writable = writable;
        this.extensions = List.of(extensions);
    }

    /** The name for people, for example {@code "WebP"}. */
    public String title() {
        return title;
    }

    /** Whether {@link ImageFiles#write} can write this format. */
    public boolean isWritable() {
        return writable;
    }

    /** File name extensions without the dot, in lower case, the usual one first. */
    public List<String> extensions() {
        return extensions;
    }

    /** The titles of all formats that can be read, for messages: {@code "PNG, JPEG, BMP, ..."}. */
    public static String readableTitles() {
        return Arrays.stream(values()).map(ImageFormat::title).collect(Collectors.joining(", "));
    }

    /** The titles of all formats that can be written, for messages. */
    public static String writableTitles() {
        return Arrays.stream(values())
                .filter(ImageFormat::isWritable)
                .map(ImageFormat::title)
                .collect(Collectors.joining(", "));
    }

    /**
     * The format to write a file in, by the extension of its name.
     *
     * @throws ImageFormatException if the name has no extension, or one of a format that cannot be written
     */
    public static ImageFormat forOutput(Path file) {
        String name = file.getFileName() == null ? "" : file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        if (dot < 0 || dot == name.length() - 1) {
            throw new ImageFormatException(
                    "'" + file + "' has no extension that says which format to write; use .png, .jpg or .bmp");
        }
        return byName(name.substring(dot + 1))
                .filter(ImageFormat::isWritable)
                .orElseThrow(() -> new ImageFormatException("cannot write '" + file + "': pictures are written as "
                        + writableTitles() + "; use the extension .png, .jpg or .bmp"));
    }

    /** The format of that title or extension, in any case, without a dot: {@code "jpg"}, {@code "PNG"}. */
    public static Optional<ImageFormat> byName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(f -> f.extensions.contains(lower)
                        || f.title.toLowerCase(Locale.ROOT).equals(lower))
                .findFirst();
    }

    /**
     * Recognizes a format by the first bytes of a file, whatever the file is called.
     *
     * @param bytes a whole file or its first 16 bytes or more; not modified
     */
    public static Optional<ImageFormat> sniff(byte[] bytes) {
        if (startsWith(bytes, 0, "\u0089PNG\r\n\032\n")) {
            return Optional.of(PNG);
        }
        if (startsWith(bytes, 0, "\u00ff\u00d8\u00ff")) {
            return Optional.of(JPEG);
        }
        if (startsWith(bytes, 0, "GIF87a") || startsWith(bytes, 0, "GIF89a")) {
            return Optional.of(GIF);
        }
        if (startsWith(bytes, 0, "RIFF") && startsWith(bytes, 8, "WEBP")) {
            return Optional.of(WEBP);
        }
        if (startsWith(bytes, 0, "II*\0")
                || startsWith(bytes, 0, "MM\0*")
                || startsWith(bytes, 0, "II+\0")
                || startsWith(bytes, 0, "MM\0+")) {
            return Optional.of(TIFF);
        }
        if (bytes.length > 2
                && bytes[0] == 'P'
                && bytes[1] >= '1'
                && bytes[1] <= '7'
                && (Character.isWhitespace(bytes[2]) || bytes[2] == '#')) {
            return Optional.of(PNM);
        }
        // Two letters are little to go by, so the size of the BMP's second header has to be one that exists (12 to
        // 124).
        if (startsWith(bytes, 0, "BM") && bytes.length > 17 && bytes[14] >= 12 && bytes[14] <= 124 && bytes[15] == 0) {
            return Optional.of(BMP);
        }
        return Optional.empty();
    }

    /** Names a well-known kind of file that is not readable here, for a message that helps. */
    static Optional<String> sniffUnsupported(byte[] bytes) {
        if (startsWith(bytes, 4, "ftypavif") || startsWith(bytes, 4, "ftypavis")) {
            return Optional.of("an AVIF picture");
        }
        if (startsWith(bytes, 4, "ftyphei") || startsWith(bytes, 4, "ftypmif1")) {
            return Optional.of("a HEIC picture");
        }
        if (startsWith(bytes, 4, "ftyp")) {
            return Optional.of("a video");
        }
        if (startsWith(bytes, 0, "\u00ff\n") || startsWith(bytes, 4, "JXL \r\n")) {
            return Optional.of("a JPEG XL picture");
        }
        if (startsWith(bytes, 4, "jP  \r\n") || startsWith(bytes, 0, "\u00ff\u004f\u00ff\u0051")) {
            return Optional.of("a JPEG 2000 picture");
        }
        if (startsWith(bytes, 0, "%PDF")) {
            return Optional.of("a PDF document");
        }
        if (startsWith(bytes, 0, "<svg") || startsWith(bytes, 0, "<?xml")) {
            return Optional.of("an XML or SVG document");
        }
        return Optional.empty();
    }

    private static boolean startsWith(byte[] bytes, int offset, String latin1) {
        if (bytes.length < offset + latin1.length()) {
            return false;
        }
        for (int i = 0; i < latin1.length(); i++) {
            if ((bytes[offset + i] & 0xff) != latin1.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
