package org.sdcodec.weights.safetensors;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.FloatFormats;
import org.sdcodec.weights.Quote;
import org.sdcodec.weights.TensorInfo;
import org.sdcodec.weights.TensorSource;
import org.sdcodec.weights.WeightsException;

/**
 * Reads a safetensors file, or the same bytes in memory.
 *
 * <p>Opening reads and checks the header only. A tensor's bytes are read and converted piece by piece when it is asked
 * for, so the size of the file does not matter.
 */
public final class Safetensors implements TensorSource, Closeable {
    /** The most bytes of a tensor of integers. */
    private static final int MOST_LONGS = 1 << 28;

    private final FileBytes bytes;
    private final SafetensorsHeader header;
    private final String origin;

    private Safetensors(FileBytes bytes, SafetensorsHeader header, String origin) {
        this.bytes = bytes;
        this.header = header;
        this.origin = origin;
    }

    /**
     * Opens a file. It must not be changed while it is open.
     *
     * @throws WeightsException if it cannot be read or is not a safetensors file that keeps every rule of the format
     */
    public static Safetensors open(Path file) {
        String origin = file.toString();
        try {
            return open(FileBytes.open(file), origin);
        } catch (IOException e) {
            throw WeightsException.because(origin + ": cannot be read", e);
        }
    }

    /**
     * Reads from memory.
     *
     * @param content the file's bytes from position to limit; not modified, and not to be modified while in use
     * @param origin names the bytes in messages
     * @throws WeightsException if they are not a safetensors file that keeps every rule of the format
     */
    public static Safetensors read(ByteBuffer content, String origin) {
        try {
            return open(FileBytes.of(content), origin);
        } catch (IOException e) {
            throw WeightsException.because(origin + ": cannot be read", e);
        }
    }

    private static Safetensors open(FileBytes bytes, String origin) throws IOException {
        try {
            return new Safetensors(bytes, SafetensorsHeader.read(bytes, origin), origin);
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    @Override
    public Set<String> names() {
        return header.tensors().keySet();
    }

    /** The texts that the file's {@code __metadata__} holds. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    @Override
    public TensorInfo info(String name) {
        TensorInfo info = header.tensors().get(name);
        if (info == null) {
            throw new WeightsException(origin + ": there is no tensor " + Quote.name(name));
        }
        return info;
    }

    @Override
    public String origin() {
        return origin;
    }

    @Override
    public float[] floats(String name) {
        float[] values = allocate(floatInfo(name));
        read(name, values);
        return values;
    }

    @Override
    public void read(String name, float[] to) {
        TensorInfo info = floatInfo(name);
        int length = Math.toIntExact(info.elements());
        int bytesEach = info.dtype().bits() / 8;
        int perPiece = Math.min(FileBytes.PIECE / bytesEach, length);
        ByteBuffer piece = buffer(perPiece * bytesEach);
        for (long done = 0; done < length; done += perPiece) {
            int count = (int) Math.min(perPiece, length - done);
            read(info, done * bytesEach, piece.clear().limit(count * bytesEach));
            FloatFormats.read(info.dtype(), piece, to, (int) done, count);
        }
    }

    private TensorInfo floatInfo(String name) {
        TensorInfo info = info(name);
        if (!info.dtype().isFloat()) {
            throw new WeightsException(origin + ": tensor " + Quote.name(name) + " is of type " + info.dtype() + "; "
                    + DType.FLOATS + " was expected");
        }
        return info;
    }

    /**
     * Reads a tensor of type I64, row-major.
     *
     * @throws WeightsException if there is no such tensor, it is of another type, or it has more than 2^28 bytes
     */
    public long[] longs(String name) {
        TensorInfo info = info(name);
        if (info.dtype() != DType.I64) {
            throw new WeightsException(
                    origin + ": tensor " + Quote.name(name) + " is of type " + info.dtype() + "; I64 was expected");
        }
        if (info.bytes() > MOST_LONGS) {
            throw tooLarge(info);
        }
        long[] values = new long[(int) info.elements()];
        ByteBuffer content = buffer((int) info.bytes());
        read(info, 0, content);
        content.asLongBuffer().get(values);
        return values;
    }

    private float[] allocate(TensorInfo info) {
        if (info.elements() > Integer.MAX_VALUE - 8) {
            throw tooLarge(info);
        }
        try {
            return new float[(int) info.elements()];
        } catch (OutOfMemoryError e) {
            throw new WeightsException(
                    origin + ": tensor " + Quote.name(info.name()) + " of shape " + info.shape() + " needs "
                            + (info.elements() >> 18)
                            + " MiB, more than the Java heap has left; start Java with a larger"
                            + " -Xmx",
                    e);
        }
    }

    private WeightsException tooLarge(TensorInfo info) {
        return new WeightsException(origin + ": tensor " + Quote.name(info.name()) + " of shape " + info.shape()
                + " has more elements than one array can hold");
    }

    private static ByteBuffer buffer(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Fills a buffer with a tensor's bytes from {@code offset} on, and sets it to its beginning. */
    private void read(TensorInfo info, long offset, ByteBuffer to) {
        try {
            bytes.read(header.dataStart() + info.begin() + offset, to);
            to.flip();
        } catch (IOException e) {
            throw WeightsException.because(origin + ": tensor " + Quote.name(info.name()) + " cannot be read", e);
        }
    }

    /** Closes the file; arrays that were read stay valid. */
    @Override
    public void close() {
        try {
            bytes.close();
        } catch (IOException e) {
            throw WeightsException.because(origin + ": cannot be closed", e);
        }
    }
}
