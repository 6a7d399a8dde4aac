package org.sdcodec.codec.original;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.sdcodec.SdcFormatException;
import org.sdcodec.engine.Tensor;

/**
 * A latent of four channels to the coded latent of mode {@code original} and back: 8-bit values, a palette, dithering,
 * zlib. The file that the method's author wrote is this coded latent and nothing else. Stateless and thread-safe.
 *
 * <p>Palette and indices are the same on every JVM. Their zlib stream may differ in a few bytes where Java comes with
 * another zlib; every one of them decodes to the same latent.
 */
public final class OriginalCoder {
    /** How many channels a latent must have. */
    public static final int CHANNELS = Palette.CHANNELS;

    private static final int PALETTE_BYTES = Palette.MAX_COLORS * CHANNELS;
    private static final int BUFFER_BYTES = 1 << 13;

    private OriginalCoder() {}

    /**
     * Codes a latent.
     *
     * @param latent height×width×4 in the scale of the diffusion model, finite; not modified. Values beyond ±4.23 are
     *     limited
     * @return a zlib stream (RFC 1950)
     * @throws IllegalArgumentException if it does not have four channels
     */
    public static byte[] encode(Tensor latent) {
        return deflate(payload(latent));
    }

    /**
     * What an encode takes beside the latent.
     *
     * @param values of the latent
     */
    static long encodeBytes(long values) {
        // Packed cells, what dithering makes of them, their indices, and the latent that a decoder finds.
        return Float.BYTES * values + (2 * Integer.BYTES + 1) * (values / CHANNELS);
    }

    /** A payload as a zlib stream. */
    static byte[] deflate(byte[] payload) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(payload);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    /**
     * The inverse of {@link #encode}, up to what it loses.
     *
     * @param data the coded latent; not modified
     * @param height cells, at least 1
     * @param width cells, at least 1
     * @return height×width×4 in the scale of the diffusion model
     * @throws SdcFormatException if the bytes are no zlib stream of the right length, or others follow it
     */
    public static Tensor decode(byte[] data, int height, int width) {
        return latent(inflate(data, Math.addExact(PALETTE_BYTES, Math.multiplyExact(height, width))), height, width);
    }

    /** The latent of a payload: height×width×4 in the scale of the diffusion model. */
    static Tensor latent(byte[] payload, int height, int width) {
        float[] values = new float[height * width * CHANNELS];
        for (int i = 0; i < values.length; i++) {
            int index = payload[PALETTE_BYTES + i / CHANNELS] & 255;
            values[i] = ByteQuantizer.dequantize(payload[index * CHANNELS + i % CHANNELS] & 255);
        }
        return Tensor.of(height, width, CHANNELS, values);
    }

    /** {@link #payload(Tensor, Runnable)}, which nothing ends. */
    static byte[] payload(Tensor latent) {
        return payload(latent, () -> {});
    }

    /**
     * What is deflated: 256 colors of four bytes, those that are not used 0, and an index for each cell.
     *
     * @param check called often; what it throws ends the work
     */
    static byte[] payload(Tensor latent, Runnable check) {
        if (latent.channels() != CHANNELS) {
            throw new IllegalArgumentException("A latent has " + CHANNELS
                    + " channels in mode original, but this one has " + latent.channels() + ".");
        }
        int[] cells = cells(latent.data(), latent.height() * latent.width());
        Palette palette = KMeans.palette(cells, check);
        byte[] indices = FloydSteinberg.dither(cells, latent.height(), latent.width(), palette, check);
        byte[] payload = new byte[PALETTE_BYTES + indices.length];
        for (int i = 0; i < palette.size() * CHANNELS; i++) {
            payload[i] = (byte) Palette.channel(palette.color(i / CHANNELS), i % CHANNELS);
        }
        System.arraycopy(indices, 0, payload, PALETTE_BYTES, indices.length);
        return payload;
    }

    /** The first {@code count} cells, quantized and packed. */
    private static int[] cells(float[] values, int count) {
        int[] cells = new int[count];
        for (int i = 0; i < count * CHANNELS; i++) {
            int level = ByteQuantizer.quantize(values[i]);
            cells[i / CHANNELS] = cells[i / CHANNELS] << 8 | level;
        }
        return cells;
    }

    /** Never unpacks more than {@code size} bytes and one. */
    private static byte[] inflate(byte[] data, int size) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(data);
            byte[] payload = new byte[size];
            int filled = fill(inflater, payload);
            if (inflater.needsDictionary()) {
                throw fault(inflater, "the zlib stream asks for a dictionary, which mode original has none of");
            }
            if (filled < size) {
                throw fault(
                        inflater,
                        "the zlib stream " + (inflater.finished() ? "holds" : "is cut short after") + " " + filled
                                + " bytes, but palette and indices of this picture are " + size);
            }
            if (fill(inflater, new byte[1]) > 0) {
                throw fault(
                        inflater,
                        "the zlib stream holds more than the " + size
                                + " bytes of palette and indices of this picture");
            }
            if (!inflater.finished()) {
                throw fault(inflater, "the zlib stream ends without its checksum");
            }
            if (inflater.getRemaining() > 0) {
                throw fault(inflater, inflater.getRemaining() + " bytes follow the end of the zlib stream");
            }
            return payload;
        } catch (DataFormatException e) {
            throw fault(inflater, "the zlib stream is damaged (" + e.getMessage() + ")");
        } finally {
            inflater.end();
        }
    }

    /** Unpacks until the buffer is full or the stream gives nothing more. */
    private static int fill(Inflater inflater, byte[] buffer) throws DataFormatException {
        int filled = 0;
        while (filled < buffer.length) {
            int count = inflater.inflate(buffer, filled, buffer.length - filled);
            if (count == 0) {
                break;
            }
            filled += count;
        }
        return filled;
    }

    private static SdcFormatException fault(Inflater inflater, String reason) {
        return new SdcFormatException(inflater.getBytesRead(), reason);
    }
}
