package org.sdcodec.cli.peer;

import java.util.List;
import org.sdcodec.Picture;

/** A lossy image codec with a scale of qualities. Not thread-safe. */
public interface ImageCodec extends AutoCloseable {

    /** How it is called in options: {@code jpeg}. */
    String id();

    /** How it is called in tables: {@code JPEG}. */
    String name();

    /** Program, version and options: {@code cwebp 1.2.4 -m 6}. Figures of one encoder are not taken for another's. */
    String encoder();

    /** All its settings. */
    QualityScale scale();

    /** The settings to draw its curve from, unless others are asked for. */
    List<Double> ladder();

    /**
     * Encodes a picture.
     *
     * @param image opaque; not modified
     * @return the whole file
     */
    byte[] encode(Picture image, double setting) throws CodecException;

    /** Decodes a file that {@link #encode} made; the result has the size of the original. */
    Picture decode(byte[] file) throws CodecException;

    @Override
    default void close() {}
}
