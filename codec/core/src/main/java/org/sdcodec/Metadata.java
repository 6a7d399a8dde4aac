package org.sdcodec;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * What goes with a picture in addition to its pixels, as bytes that nobody has checked. Immutable; arrays are copied
 * both ways. Two are equal if all their bytes are.
 */
public final class Metadata {

    /** Nothing. */
    public static final Metadata NONE = new Metadata(null, null, null);

    private final byte[] exif;
    private final byte[] xmp;
    private final byte[] icc;

    private Metadata(byte[] exif, byte[] xmp, byte[] icc) {
        this.exif = exif;
        this.xmp = xmp;
        this.icc = icc;
    }

    /** @param tiff Exif, a TIFF structure that starts with {@code II} or {@code MM} (CIPA DC-008, section 4.5) */
    public Metadata withExif(byte[] tiff) {
        return new Metadata(Objects.requireNonNull(tiff, "tiff").clone(), xmp, icc);
    }

    /** @param packet XMP in UTF-8 (ISO 16684-1), with or without a wrapper */
    public Metadata withXmp(byte[] packet) {
        return new Metadata(exif, Objects.requireNonNull(packet, "packet").clone(), icc);
    }

    /** @param profile an ICC profile (ISO 15076-1) of the picture's own pixels, the one of their {@link Gamut} */
    public Metadata withIcc(byte[] profile) {
        return new Metadata(
                exif, xmp, Objects.requireNonNull(profile, "profile").clone());
    }

    /** The same without a color profile. */
    public Metadata withoutIcc() {
        return new Metadata(exif, xmp, null);
    }

    /** Exif, as {@link #withExif} takes it. */
    public Optional<byte[]> exif() {
        return Optional.ofNullable(exif).map(byte[]::clone);
    }

    /** XMP, as {@link #withXmp} takes it. */
    public Optional<byte[]> xmp() {
        return Optional.ofNullable(xmp).map(byte[]::clone);
    }

    /** A color profile, as {@link #withIcc} takes it. */
    public Optional<byte[]> icc() {
        return Optional.ofNullable(icc).map(byte[]::clone);
    }

    /** Whether there is nothing. */
    public boolean isEmpty() {
        return exif == null && xmp == null && icc == null;
    }

    /** The number of all bytes. */
    public long bytes() {
        return length(exif) + length(xmp) + length(icc);
    }

    private static long length(byte[] part) {
        return part == null ? 0 : part.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Metadata that
                && Arrays.equals(exif, that.exif)
                && Arrays.equals(xmp, that.xmp)
                && Arrays.equals(icc, that.icc);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(exif) + Arrays.hashCode(xmp)) + Arrays.hashCode(icc);
    }

    /** The sizes. */
    @Override
    public String toString() {
        return "Exif " + length(exif) + ", XMP " + length(xmp) + ", ICC " + length(icc) + " bytes";
    }
}
