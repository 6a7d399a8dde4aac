package org.sdcodec.cli.external;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A format that another program makes PNG of. */
public enum ExternalFormat {
    /** High Efficiency Image File Format with HEVC, of telephones. */
    HEIC("HEIC", "heic", "libheif-examples", "libheif", "heif-convert", "heif-dec"),
    /** AV1 Image File Format. */
    AVIF("AVIF", "avif", "libavif-bin", "libavif", "avifdec"),
    /** JPEG XL. */
    JXL("JPEG XL", "jxl", "libjxl-tools", "jpeg-xl", "djxl");

    /** Enough to recognize each by. */
    public static final int START_BYTES = 64;

    private static final int BRANDS = 4;

    private final String title;
    private final String extension;
    private final String debian;
    private final String homebrew;
    private final List<String> tools;

    ExternalFormat(String title, String extension, String debian, String homebrew, String... tools) {
        this.title = title;
        this.extension = extension;
        this.debian = debian;
        this.homebrew = homebrew;
        this.tools = List.of(tools);
    }

    /** The name for people. */
    public String title() {
        return title;
    }

    /** Of file names, without the dot, in lower case. */
    public String extension() {
        return extension;
    }

    /** Programs that take a file and the name of a PNG to write, the usual one first. */
    public List<String> tools() {
        return tools;
    }

    /** What to install, for people. */
    String advice() {
        return "install " + tools.get(0) + " (Debian and Ubuntu: apt install " + debian + "; macOS: brew install "
                + homebrew + "), with which sdcodec reads it, or convert it to PNG";
    }

    /**
     * Recognizes a format by the first bytes of a file.
     *
     * @param start at most {@value #START_BYTES} bytes are looked at; not modified
     */
    public static Optional<ExternalFormat> sniff(byte[] start) {
        String text = new String(start, 0, Math.min(START_BYTES, start.length), StandardCharsets.ISO_8859_1);
        if (text.startsWith("\u00ff\n") || text.startsWith("JXL \r\n", BRANDS)) {
            return Optional.of(JXL);
        }
        if (!text.startsWith("ftyp", BRANDS)) {
            return Optional.empty();
        }
        // The brand of the file, then those that it is compatible with: "mif1" says only that it is one of these.
        String brands = text.substring(BRANDS + BRANDS);
        if (brands.startsWith("avif") || brands.startsWith("avis")) {
            return Optional.of(AVIF);
        }
        if (brands.startsWith("hei") || brands.startsWith("hev")) {
            return Optional.of(HEIC);
        }
        if (brands.startsWith("mif1") || brands.startsWith("msf1")) {
            return Optional.of(brands.contains("avif") ? AVIF : HEIC);
        }
        return Optional.empty();
    }
}
