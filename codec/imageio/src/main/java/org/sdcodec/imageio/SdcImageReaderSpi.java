package org.sdcodec.imageio;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ServiceRegistry;
import javax.imageio.stream.ImageInputStream;
import org.sdcodec.Codec;

/** Makes readers of {@code .sdc} files. Programs use {@link javax.imageio.ImageIO} and {@link SdcImageIO} instead. */
public final class SdcImageReaderSpi extends ImageReaderSpi {

    /** Enough to tell whether a file is one of this format. */
    private static final int START_BYTES = 4;

    /** Files without the usual start, which are told by all of their bytes, have no more of them. */
    private static final int MAX_POSTCARD_BYTES = 2048;

    /** For {@link java.util.ServiceLoader}. */
    public SdcImageReaderSpi() {
        super(
                SdcFormat.VENDOR,
                SdcFormat.version(),
                SdcFormat.names(),
                SdcFormat.suffixes(),
                SdcFormat.mimeTypes(),
                SdcImageReader.class.getName(),
                new Class<?>[] {ImageInputStream.class},
                new String[] {SdcImageWriterSpi.class.getName()},
                false,
                null,
                null,
                null,
                null,
                true,
                SdcMetadataFormat.NAME,
                SdcMetadataFormat.class.getName(),
                null,
                null);
    }

    /**
     * Whether a stream goes on with an {@code .sdc} file. Reads a few bytes, of small files all, and sets the stream
     * back.
     *
     * @param source an {@link ImageInputStream}; of anything else, false
     */
    @Override
    public boolean canDecodeInput(Object source) throws IOException {
        if (source == null) {
            throw new IllegalArgumentException("the source is null");
        }
        if (!(source instanceof ImageInputStream stream)) {
            return false;
        }
        stream.mark();
        try {
            byte[] start = read(stream, START_BYTES);
            if (start.length < START_BYTES || Codec.isSdc(start)) {
                return start.length == START_BYTES;
            }
            stream.reset();
            stream.mark();
            byte[] all = read(stream, MAX_POSTCARD_BYTES + 1);
            return all.length <= MAX_POSTCARD_BYTES && Codec.isSdc(all);
        } finally {
            stream.reset();
        }
    }

    /** As many bytes as there are, but no more than so many. */
    private static byte[] read(ImageInputStream stream, int most) throws IOException {
        byte[] bytes = new byte[most];
        int count = 0;
        for (int n = 0; count < most && n >= 0; ) {
            n = stream.read(bytes, count, most - count);
            count += Math.max(0, n);
        }
        return Arrays.copyOf(bytes, count);
    }

    @Override
    public ImageReader createReaderInstance(Object extension) {
        return new SdcImageReader(this);
    }

    @Override
    public String getDescription(Locale locale) {
        return "sdcodec image reader";
    }

    @Override
    public void onRegistration(ServiceRegistry registry, Class<?> category) {
        SharedCodecs.INSTANCE.providerAdded();
    }

    /** Releases the codec that readers and writers share, if no provider is left. */
    @Override
    public void onDeregistration(ServiceRegistry registry, Class<?> category) {
        SharedCodecs.INSTANCE.providerRemoved();
    }
}
