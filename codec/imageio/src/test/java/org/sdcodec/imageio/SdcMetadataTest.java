package org.sdcodec.imageio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataFormatImpl;
import org.junit.jupiter.api.Test;
import org.sdcodec.Codec;
import org.w3c.dom.Element;

class SdcMetadataTest {

    private static final String STANDARD = IIOMetadataFormatImpl.standardMetadataFormatName;

    @Test
    void theStandardTreeHoldsTheHeader() throws IOException {
        byte[] file = TestFiles.bytes("translucent.sdc");
        Element tree = (Element) new SdcMetadata(Codec.info(file)).getAsTree(STANDARD);
        assertThat(value(tree, "HorizontalScreenSize")).isEqualTo("33");
        assertThat(value(tree, "VerticalScreenSize")).isEqualTo("17");
        assertThat(value(tree, "NumChannels")).isEqualTo("4");
        assertThat(value(tree, "Alpha")).isEqualTo("nonpremultiplied");
        assertThat(value(tree, "BitsPerSample")).isEqualTo("8 8 8 8");
        assertThat(value(tree, "CompressionTypeName")).isEqualTo("scalar");
        assertThat(value(tree, "Lossless")).isEqualTo("FALSE");
        assertThat(Float.parseFloat(value(tree, "BitRate"))).isEqualTo((float) (8.0 * file.length / (33 * 17)));
        assertThat(tree.getElementsByTagName("TextEntry").getLength()).isEqualTo(2);
    }

    @Test
    void anOpaqueFileHasNoAlpha() throws IOException {
        Element tree = (Element) new SdcMetadata(Codec.info(TestFiles.bytes("opaque.sdc"))).getAsTree(STANDARD);
        assertThat(value(tree, "Alpha")).isEqualTo("none");
        assertThat(value(tree, "NumChannels")).isEqualTo("3");
    }

    @Test
    void itIsReadOnlyAndInNoOtherFormat() throws IOException {
        IIOMetadata metadata = new SdcMetadata(Codec.info(TestFiles.bytes("opaque.sdc")));
        assertThat(metadata.isReadOnly()).isTrue();
        assertThat(metadata.getMetadataFormatNames()).containsExactly(STANDARD);
        assertThatThrownBy(() -> metadata.getAsTree("other")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> metadata.mergeTree(STANDARD, metadata.getAsTree(STANDARD)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(metadata::reset).isInstanceOf(IllegalStateException.class);
    }

    private static String value(Element tree, String name) {
        Element element = (Element) tree.getElementsByTagName(name).item(0);
        return element.getAttribute("value");
    }
}
