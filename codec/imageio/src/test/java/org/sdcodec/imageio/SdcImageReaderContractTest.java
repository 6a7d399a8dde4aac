package org.sdcodec.imageio;

import com.twelvemonkeys.imageio.util.ImageReaderAbstractTest;
import java.awt.Dimension;
import java.util.List;
import javax.imageio.spi.ImageReaderSpi;

/** The contract of TwelveMonkeys' own readers. */
class SdcImageReaderContractTest extends ImageReaderAbstractTest<SdcImageReader> {

    @Override
    protected ImageReaderSpi createProvider() {
        return new SdcImageReaderSpi();
    }

    @Override
    protected List<TestData> getTestData() {
        return List.of(
                new TestData(TestFiles.url("opaque.sdc"), new Dimension(40, 24)),
                new TestData(TestFiles.url("translucent.sdc"), new Dimension(33, 17)));
    }

    @Override
    protected List<String> getFormatNames() {
        return List.of("sdc");
    }

    @Override
    protected List<String> getSuffixes() {
        return List.of("sdc");
    }

    @Override
    protected List<String> getMIMETypes() {
        return List.of("image/x-sdcodec");
    }
}
