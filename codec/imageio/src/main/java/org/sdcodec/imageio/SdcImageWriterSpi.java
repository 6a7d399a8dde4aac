package org.sdcodec.imageio;

import java.util.Locale;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.spi.ImageWriterSpi;
import javax.imageio.spi.ServiceRegistry;
import javax.imageio.stream.ImageOutputStream;

/** Makes writers of {@code .sdc} files. Programs use {@link javax.imageio.ImageIO} and {@link SdcImageIO} instead. */
public final class SdcImageWriterSpi extends ImageWriterSpi {

    /** For {@link java.util.ServiceLoader}. */
    public SdcImageWriterSpi() {
        super(
                SdcFormat.VENDOR,
                SdcFormat.version(),
                SdcFormat.names(),
                SdcFormat.suffixes(),
                SdcFormat.mimeTypes(),
                SdcImageWriter.class.getName(),
                new Class<?>[] {ImageOutputStream.class},
                new String[] {SdcImageReaderSpi.class.getName()},
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

    /** Whether the samples are integers of at most 16 bits; their color space may be any. */
    @Override
    public boolean canEncodeImage(ImageTypeSpecifier type) {
        return PixelConverter.accepts(type.getColorModel());
    }

    @Override
    public ImageWriter createWriterInstance(Object extension) {
        return new SdcImageWriter(this);
    }

    @Override
    public String getDescription(Locale locale) {
        return "sdcodec image writer";
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
