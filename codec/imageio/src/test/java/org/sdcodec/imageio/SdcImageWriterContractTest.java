package org.sdcodec.imageio;

import com.twelvemonkeys.imageio.util.ImageWriterAbstractTest;
import java.awt.image.BufferedImage;
import java.awt.image.RenderedImage;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.spi.ImageWriterSpi;

/** The contract of TwelveMonkeys' own writers. */
class SdcImageWriterContractTest extends ImageWriterAbstractTest<SdcImageWriter> {

    @Override
    protected ImageWriterSpi createProvider() {
        return new SdcImageWriterSpi();
    }

    @Override
    protected List<? extends RenderedImage> getTestData() {
        return Stream.of(
                        BufferedImage.TYPE_INT_RGB,
                        BufferedImage.TYPE_INT_ARGB,
                        BufferedImage.TYPE_INT_ARGB_PRE,
                        BufferedImage.TYPE_3BYTE_BGR,
                        BufferedImage.TYPE_4BYTE_ABGR,
                        BufferedImage.TYPE_BYTE_GRAY,
                        BufferedImage.TYPE_BYTE_BINARY,
                        BufferedImage.TYPE_BYTE_INDEXED,
                        BufferedImage.TYPE_USHORT_565_RGB,
                        BufferedImage.TYPE_USHORT_GRAY)
                .map(type -> new BufferedImage(24, 17, type))
                .toList();
    }
}
