package org.sdcodec.cli.image.common;

import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A file in memory as the input of an image reader that loses patience: some readers take what is missing at the end of
 * a damaged file for zeros, and with hostile lengths in the header that can go on for hours.
 */
public final class MemoryInput extends ImageInputStreamImpl {
    /** Sound inputs are at times read a little past their end, never that far. */
    private static final int PATIENCE = 1 << 12;

    private final byte[] data;
    private final long statedLength;
    private int readsPastEnd;

    /** @param data the content; not copied, not modified */
    public MemoryInput(byte[] data) {
        this(data, data.length);
    }

    /**
     * An input that states another length than it has: TwelveMonkeys refuses pictures that are many times as large as
     * their file, which a white page is, and of which the limit of pixels takes care here.
     *
     * @param statedLength what {@link #length} returns
     */
    public MemoryInput(byte[] data, long statedLength) {
        this.data = data;
        this.statedLength = statedLength;
    }

    @Override
    public int read() {
        bitOffset = 0;
        return streamPos < data.length ? data[(int) streamPos++] & 0xff : pastEnd();
    }

    @Override
    public int read(byte[] b, int off, int len) {
        bitOffset = 0;
        if (len == 0) {
            return 0;
        }
        if (streamPos >= data.length) {
            return pastEnd();
        }
        int n = (int) Math.min(len, data.length - streamPos);
        System.arraycopy(data, (int) streamPos, b, off, n);
        streamPos += n;
        return n;
    }

    @Override
    public long length() {
        return statedLength;
    }

    @Override
    public boolean isCached() {
        return true;
    }

    @Override
    public boolean isCachedMemory() {
        return true;
    }

    private int pastEnd() {
        if (++readsPastEnd > PATIENCE) {
            // Unchecked, as the readers concerned catch the checked one.
            throw UnreadableException.damaged("the data ends too early");
        }
        return -1;
    }
}
