package org.sdcodec.codec.testing;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Kinds of damage to the bytes of a {@code .sdc} file. */
public enum SdcDamage {
    FLIPPED_BITS,
    CHANGED_PAYLOAD,
    CHANGED_HEADER,
    OTHER_MODE,
    OTHER_SIZE,
    HUGE_LENGTH,
    TRUNCATED,
    EXTENDED,
    REMOVED_SLICE,
    FILLED_SLICE;

    /**
     * A damaged copy, whose checksum is not repaired.
     *
     * @param file a sound file; not modified
     */
    public byte[] damaged(byte[] file, Random random) {
        byte[] bytes = file.clone();
        int payload = SdcBytes.checksumOffset(file) + SdcBytes.checksumSize(file);
        switch (this) {
            case FLIPPED_BITS:
                for (int n = random.nextInt(8); n >= 0; n--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                return bytes;
            case CHANGED_PAYLOAD:
                for (int n = random.nextInt(8); n >= 0; n--) {
                    bytes[payload + random.nextInt(bytes.length - payload)] = (byte) random.nextInt();
                }
                return bytes;
            case CHANGED_HEADER:
                bytes[random.nextInt(SdcBytes.checksumOffset(file))] = (byte) random.nextInt();
                return bytes;
            case OTHER_MODE:
                bytes[SdcBytes.layout(file)] ^= (byte) (1 + random.nextInt(3));
                return bytes;
            case OTHER_SIZE:
                return otherSize(bytes, random);
            case HUGE_LENGTH:
                // Where the first chunk's type and length are, or would be.
                if (!SdcBytes.isPostcard(file)) {
                    bytes[SdcBytes.layout(file)] |= (byte) SdcBytes.chunksFlag(file);
                }
                int start = payload + random.nextInt(2);
                Arrays.fill(
                        bytes,
                        Math.min(bytes.length, start),
                        Math.min(bytes.length, start + 1 + random.nextInt(6)),
                        (byte) 0xFF);
                return bytes;
            case TRUNCATED:
                return Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case EXTENDED:
                byte[] added = new byte[1 + random.nextInt(64)];
                random.nextBytes(added);
                byte[] longer = Arrays.copyOf(bytes, bytes.length + added.length);
                System.arraycopy(added, 0, longer, bytes.length, added.length);
                return longer;
            case REMOVED_SLICE:
                int from = random.nextInt(bytes.length);
                int to = from + 1 + random.nextInt(bytes.length - from);
                ByteBuffer rest = ByteBuffer.allocate(bytes.length - (to - from));
                return rest.put(bytes, 0, from)
                        .put(bytes, to, bytes.length - to)
                        .array();
            case FILLED_SLICE:
                int first = random.nextInt(bytes.length);
                Arrays.fill(bytes, first, first + random.nextInt(bytes.length - first), (byte)
                        (random.nextBoolean() ? 0 : random.nextInt()));
                return bytes;
        }
        throw new AssertionError(this);
    }

    private static byte[] otherSize(byte[] bytes, Random random) {
        if (SdcBytes.isPostcard(bytes)) {
            for (int i = 0; i < SdcBytes.checksumOffset(bytes); i++) {
                bytes[i] ^= (byte) (i == 0 ? random.nextInt(32) : random.nextInt());
            }
            return bytes;
        }
        // The largest need more memory than test machines have; those between would only take long.
        return random.nextInt(4) == 0
                ? SdcBytes.resized(bytes, 65535 - random.nextInt(9), 32767 - random.nextInt(9))
                : SdcBytes.resized(bytes, 1 + random.nextInt(120), 1 + random.nextInt(120));
    }
}
