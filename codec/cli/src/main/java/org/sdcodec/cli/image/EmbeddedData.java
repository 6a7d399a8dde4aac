package org.sdcodec.cli.image;

import java.awt.color.ICC_Profile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.InflaterInputStream;

/**
 * What a file says about its pixels beside the pixels, as far as the readers do not apply it themselves: the Exif
 * orientation of every format, the colour profile and the transparent colour of PNG. Damaged entries count as absent.
 *
 * @param orientation 1 to 8, see {@link Orientation}
 * @param profile the embedded profile of a PNG, or null
 * @param transparent the sample values (one for grey, three for RGB) that stand for "transparent" in a PNG without an
 *     alpha channel, or null
 */
record EmbeddedData(int orientation, ICC_Profile profile, int[] transparent) {
    private static final EmbeddedData NONE = new EmbeddedData(Orientation.NORMAL, null, null);

    /** No sensible profile is larger; the limit keeps a small chunk from inflating to gigabytes. */
    private static final int MAX_PROFILE_BYTES = 1 << 24;

    private static final byte[] EXIF_PREFIX = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);

    static EmbeddedData of(ImageFormat format, byte[] file) {
        return switch (format) {
            case PNG -> ofPng(file);
            case JPEG -> ofJpeg(file);
            case WEBP -> ofWebp(file);
            case TIFF -> oriented(Orientation.parse(file, 0, file.length));
            case BMP, GIF, PNM -> NONE;
        };
    }

    private static EmbeddedData oriented(int orientation) {
        return orientation == Orientation.NORMAL ? NONE : new EmbeddedData(orientation, null, null);
    }

    private static EmbeddedData ofPng(byte[] file) {
        int orientation = Orientation.NORMAL;
        ICC_Profile profile = null;
        int[] transparent = null;
        int colourType = -1;
        boolean declaredSrgb = false;
        for (PngChunk chunk : PngChunk.list(file)) {
            if (!chunk.intact()) {
                continue;
            }
            int data = chunk.data();
            int length = chunk.length();
            switch (chunk.name()) {
                case "IHDR" -> colourType = length >= 13 ? file[data + 9] : -1;
                case "sRGB" -> declaredSrgb = true;
                case "iCCP" -> profile = pngProfile(file, data, length);
                case "eXIf" -> orientation = Orientation.parse(file, data, data + length);
                case "tRNS" -> transparent = pngTransparent(file, data, length, colourType);
                default -> {}
            }
        }
        return new EmbeddedData(orientation, declaredSrgb ? null : profile, transparent);
    }

    /** A name of at most 79 bytes, a zero, the compression method (0) and a zlib stream (PNG, section 11.3.2.3). */
    private static ICC_Profile pngProfile(byte[] file, int data, int length) {
        int end = data + length;
        int zero = data;
        while (zero < end && file[zero] != 0) {
            zero++;
        }
        if (zero + 2 >= end || file[zero + 1] != 0) {
            return null;
        }
        try (InflaterInputStream in =
                new InflaterInputStream(new ByteArrayInputStream(file, zero + 2, end - zero - 2))) {
            return ICC_Profile.getInstance(in.readNBytes(MAX_PROFILE_BYTES));
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    private static int[] pngTransparent(byte[] file, int data, int length, int colourType) {
        int samples = colourType == 0 ? 1 : colourType == 2 ? 3 : 0;
        if (samples == 0 || length < 2 * samples) {
            return null;
        }
        int[] values = new int[samples];
        for (int i = 0; i < samples; i++) {
            values[i] = (file[data + 2 * i] & 0xff) << 8 | (file[data + 2 * i + 1] & 0xff);
        }
        return values;
    }

    /** Marker segments up to the first scan (ITU-T T.81, annex B); Exif data is in an APP1 segment. */
    private static EmbeddedData ofJpeg(byte[] file) {
        int at = 2;
        while (at + 4 <= file.length && (file[at] & 0xff) == 0xff) {
            int marker = file[at + 1] & 0xff;
            if (marker == 0xff) {
                at++;
                continue;
            }
            int length = (file[at + 2] & 0xff) << 8 | (file[at + 3] & 0xff);
            int end = at + 2 + length;
            if (marker == 0xda || length < 2 || end > file.length) {
                break;
            }
            if (marker == 0xe1 && startsWith(file, at + 4, end, EXIF_PREFIX)) {
                return oriented(Orientation.parse(file, at + 4 + EXIF_PREFIX.length, end));
            }
            at = end;
        }
        return NONE;
    }

    private static EmbeddedData ofWebp(byte[] file) {
        int data = webpChunk(file, "EXIF");
        if (data < 0) {
            return NONE;
        }
        int end = data + riffLength(file, data - 4);
        // Some writers keep the prefix that belongs to JPEG.
        int skip = startsWith(file, data, end, EXIF_PREFIX) ? EXIF_PREFIX.length : 0;
        return oriented(Orientation.parse(file, data + skip, end));
    }

    /**
     * Gives a WebP file whose profile, if any, is sound: the reader fails on one that is not, instead of ignoring it.
     *
     * @param file not modified
     * @return the file itself, or a copy in which the broken profile goes by a name that readers skip
     */
    static byte[] withoutBrokenWebpProfile(byte[] file) {
        int data = webpChunk(file, "ICCP");
        if (data < 0) {
            return file;
        }
        byte[] profile = Arrays.copyOfRange(file, data, data + riffLength(file, data - 4));
        try {
            if (ColorProfiles.rgb(ICC_Profile.getInstance(profile)) != null) {
                return file;
            }
        } catch (IllegalArgumentException e) {
            // Not even the header of a profile: hidden as well.
        }
        byte[] copy = file.clone();
        copy[data - 8] = 'x';
        return copy;
    }

    /**
     * Where the data of a chunk begins, or -1: RIFF chunks of name, little-endian length and data, padded to an even
     * length, follow the 12 bytes of the RIFF header (WebP container specification). The data is inside the file.
     */
    private static int webpChunk(byte[] file, String name) {
        int at = 12;
        while (at >= 0 && at <= file.length - 8) {
            int length = riffLength(file, at + 4);
            int data = at + 8;
            if (length < 0 || length > file.length - data) {
                return -1;
            }
            if (new String(file, at, 4, StandardCharsets.ISO_8859_1).equals(name)) {
                return data;
            }
            at = data + length + (length & 1);
        }
        return -1;
    }

    private static boolean startsWith(byte[] file, int from, int to, byte[] prefix) {
        return to - from >= prefix.length && Arrays.equals(file, from, from + prefix.length, prefix, 0, prefix.length);
    }

    /** A little-endian length, as RIFF has them. */
    static int riffLength(byte[] file, int at) {
        return (file[at] & 0xff) | (file[at + 1] & 0xff) << 8 | (file[at + 2] & 0xff) << 16 | file[at + 3] << 24;
    }
}
