package org.sdcodec;

/** What of a picture's {@link Metadata} a file keeps, for {@link EncodeOptions.Builder#metadata}. */
public enum MetadataKind {
    /** Exif, as far as it describes the picture: neither thumbnails and maker notes nor the location. */
    EXIF,
    /** XMP, unless it names a location. */
    XMP,
    /** The color profile, which describes the picture's own pixels. */
    ICC,
    /** In addition to Exif: thumbnails, maker notes, which nobody but the maker can read, and unknown tags. */
    DETAILS,
    /** In addition to Exif and XMP: where the picture was taken. */
    LOCATION
}
