package org.sdcodec.weights.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.sdcodec.weights.safetensors.Safetensors;

/** Safetensors bytes put together by hand, right or wrong. */
public final class RawFile {
    private RawFile() {}

    /** The header's length, the header, and so many zero bytes of data. */
    public static byte[] of(String header, int dataBytes) {
        return of(header.getBytes(StandardCharsets.UTF_8), dataBytes);
    }

    public static byte[] of(byte[] header, int dataBytes) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(length(header.length));
        file.writeBytes(header);
        file.writeBytes(new byte[dataBytes]);
        return file.toByteArray();
    }

    public static byte[] length(long length) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();
    }

    public static Safetensors open(byte[] file) {
        return Safetensors.read(ByteBuffer.wrap(file), "test.safetensors");
    }
}
