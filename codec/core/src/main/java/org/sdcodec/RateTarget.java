package org.sdcodec;

import java.util.Locale;
import java.util.Objects;

/**
 * What a file is to reach, in place of a quality. The encoder searches among all steps of the quantizer that a file can
 * name, 2.9 % apart, by the sizes of real files and the pixels of real decodes, and where the steps are coarse among
 * lower {@linkplain EncodeOptions.Builder#resolution resolutions} at which to code the picture. Where a size of at most
 * {@value #POSTCARD_BYTES} bytes is asked for, the file is a postcard: its header takes 6 or 8 bytes instead of 10 to
 * 14, and has one check
 * of 16 bits for both damage and another model.
 *
 * @param kind what is given
 * @param value whole bytes of the file for {@link Kind#SIZE} and {@link Kind#MAX_SIZE}, bits of the file per pixel for
 *     {@link Kind#BITS_PER_PIXEL}, decibels for {@link Kind#PSNR}, a score for {@link Kind#SSIMULACRA2}; more than 0
 *     and finite
 */
public record RateTarget(Kind kind, double value) {

    /** What can be given. */
    public enum Kind {
        /** The file whose size is closest, above or below. */
        SIZE,
        /** The closest picture that needs no more bytes, at most of quality {@value EncodeOptions#MAX_QUALITY}. */
        MAX_SIZE,
        /** As {@link #SIZE}, the size given per pixel. */
        BITS_PER_PIXEL,
        /**
         * The smallest file whose decoded picture has at least this PSNR, 10 · log10(255² / MSE) over all pixels and
         * the three channels of 8-bit sRGB, when this codec decodes it with {@link DecodeOptions#DEFAULT}.
         */
        PSNR,
        /**
         * As {@link #PSNR}, by the score of SSIMULACRA 2.1: at most 100; 90 is no visible difference, 70 high quality,
         * 50 medium, 30 low. For pictures of at least 8x8 pixels.
         */
        SSIMULACRA2;

        /** Whether candidates are decoded and measured. */
        public boolean isMeasured() {
            return this == PSNR || this == SSIMULACRA2;
        }
    }

    /** Up to this size asked for, files have the shortest header. */
    public static final int POSTCARD_BYTES = 1500;

    private static final double BITS_PER_BYTE = 8;

    /** @throws IllegalArgumentException if the value is not a positive number, or a size no whole number */
    public RateTarget {
        Objects.requireNonNull(kind, "kind");
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("a target must be a number above 0, not " + value);
        }
        if ((kind == Kind.SIZE || kind == Kind.MAX_SIZE) && value != Math.rint(value)) {
            throw new IllegalArgumentException("a size is a whole number of bytes, not " + value);
        }
    }

    /** @param bytes of the whole file */
    public static RateTarget size(long bytes) {
        return new RateTarget(Kind.SIZE, bytes);
    }

    /** @param bytes that the file must not exceed; where that cannot be, encoding throws {@link RateTargetException} */
    public static RateTarget maxSize(long bytes) {
        return new RateTarget(Kind.MAX_SIZE, bytes);
    }

    /** @param bits of the whole file for each pixel */
    public static RateTarget bitsPerPixel(double bits) {
        return new RateTarget(Kind.BITS_PER_PIXEL, bits);
    }

    /** @param decibels to reach at least; where that cannot be, encoding throws {@link RateTargetException} */
    public static RateTarget psnr(double decibels) {
        return new RateTarget(Kind.PSNR, decibels);
    }

    /** @param score to reach at least; where that cannot be, encoding throws {@link RateTargetException} */
    public static RateTarget ssimulacra2(double score) {
        return new RateTarget(Kind.SSIMULACRA2, score);
    }

    /** The bytes that a target that is not {@linkplain Kind#isMeasured measured} means for a picture. */
    public double bytes(int width, int height) {
        return kind == Kind.BITS_PER_PIXEL ? value * width * height / BITS_PER_BYTE : value;
    }

    /** Words for people, e.g. {@code at most 1,200 bytes}. */
    @Override
    public String toString() {
        return switch (kind) {
            case SIZE -> String.format(Locale.ROOT, "%,.0f bytes", value);
            case MAX_SIZE -> String.format(Locale.ROOT, "at most %,.0f bytes", value);
            case BITS_PER_PIXEL -> String.format(Locale.ROOT, "%s bits per pixel", value);
            case PSNR -> "at least " + value + " dB";
            case SSIMULACRA2 -> "at least " + value + " by SSIMULACRA 2";
        };
    }
}
