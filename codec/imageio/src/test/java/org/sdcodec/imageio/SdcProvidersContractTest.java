package org.sdcodec.imageio;

import com.twelvemonkeys.imageio.spi.ReaderWriterProviderInfo;
import com.twelvemonkeys.imageio.spi.ReaderWriterProviderInfoTest;
import javax.imageio.spi.ImageReaderWriterSpi;

/** What the providers say of themselves, by the contract of TwelveMonkeys' own. */
class SdcProvidersContractTest extends ReaderWriterProviderInfoTest {

    @Override
    protected ReaderWriterProviderInfo createProviderInfo() {
        return new Info(new SdcImageReaderSpi(), new SdcImageWriterSpi());
    }

    private static final class Info extends ReaderWriterProviderInfo {

        Info(SdcImageReaderSpi reader, SdcImageWriterSpi writer) {
            this(reader, reader.getPluginClassName(), writer, writer.getPluginClassName());
        }

        private Info(ImageReaderWriterSpi any, String reader, SdcImageWriterSpi writer, String writerClass) {
            super(
                    Info.class,
                    any.getFormatNames(),
                    any.getFileSuffixes(),
                    any.getMIMETypes(),
                    reader,
                    writer.getImageReaderSpiNames(),
                    writerClass,
                    ((SdcImageReaderSpi) any).getImageWriterSpiNames(),
                    any.isStandardStreamMetadataFormatSupported(),
                    any.getNativeStreamMetadataFormatName(),
                    null,
                    any.getExtraStreamMetadataFormatNames(),
                    null,
                    any.isStandardImageMetadataFormatSupported(),
                    any.getNativeImageMetadataFormatName(),
                    SdcMetadataFormat.class.getName(),
                    any.getExtraImageMetadataFormatNames(),
                    null);
        }
    }
}
